/** One import or re-export of a module. */
export interface ModuleImport {
  /** As written, for example `../types.ts` or `@package/db`. */
  specifier: string;
  /** Whether it is removed at compile time. */
  isTypeOnly: boolean;
}

const statement =
  /^\s*(?:import|export)\s+(?<type>type\s)?(?<names>[^"';]*?\bfrom\s+)?["'](?<static>[^"']+)["']|\bimport\(\s*["'](?<dynamic>[^"']+)["']/gm;

/** Returns the imports, re-exports and dynamic imports of a TypeScript file, in their order. */
export function readImports(source: string): ModuleImport[] {
  return [...withoutComments(source).matchAll(statement)].map(({ groups }) => ({
    specifier: groups?.static ?? groups?.dynamic ?? "",
    isTypeOnly: groups?.type !== undefined || hasOnlyTypes(groups?.names),
  }));
}

const withoutComments = (source: string): string => source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");

/** Whether each name is marked as a type: `{ type A, type B } from`. */
function hasOnlyTypes(names: string | undefined): boolean {
  const list = /^\{(?<inner>[^}]*)\}\s*from\s*$/.exec(names ?? "")?.groups?.inner;
  const entries =
    list
      ?.split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "") ?? [];
  return entries.length > 0 && entries.every((name) => name.startsWith("type "));
}
