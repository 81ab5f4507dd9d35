/** One import or re-export of a module. */
export interface ModuleImport {
  /** As it is written, for example `../types.ts` or `@package/db`. */
  specifier: string;
  /** Whether nothing of it remains when the program runs. */
  isTypeOnly: boolean;
}

const statement =
  /^\s*(?:import|export)\s+(?<type>type\s)?(?<names>[^"';]*?\bfrom\s+)?["'](?<static>[^"']+)["']|\bimport\(\s*["'](?<dynamic>[^"']+)["']/gm;

/** The imports, re-exports and dynamic imports of a TypeScript file, in their order. */
export function readImports(source: string): ModuleImport[] {
  return [...withoutComments(source).matchAll(statement)].map(({ groups }) => ({
    specifier: groups?.static ?? groups?.dynamic ?? "",
    isTypeOnly: groups?.type !== undefined || hasOnlyTypes(groups?.names),
  }));
}

const withoutComments = (source: string): string => source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");

/** `{ type A, type B } from`: each name says by itself that it is a type. */
function hasOnlyTypes(names: string | undefined): boolean {
  const list = /^\{(?<inner>[^}]*)\}\s*from\s*$/.exec(names ?? "")?.groups?.inner;
  const entries =
    list
      ?.split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "") ?? [];
  return entries.length > 0 && entries.every((name) => name.startsWith("type "));
}
