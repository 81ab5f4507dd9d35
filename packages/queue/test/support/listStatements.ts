import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Database, Statement } from "../../src/database/database.ts";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

/** Every file of the library with statements in it. */
export const sqlFiles = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => /(?<!\.test)\.ts$/.test(path) && !path.endsWith("pgDatabase.ts"))
  .filter((path) => /^import .*\bStatement\b.*\/database\.ts"/m.test(readFileSync(source + path, "utf8")));

/** Names of the statements that a file's text mentions, as far as they are written out. */
export function readStatementNames(file: string): string[] {
  return [...readFileSync(source + file, "utf8").matchAll(/^ {2}name: "(\w+)"/gm)].map(([, name]) => name as string);
}

/**
 * The statements that the functions of a file send, found by calling each with nothing to do: once with an empty answer, once
 * refused by a unique index, which some of them answer with another statement.
 */
export async function listStatements(file: string): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const recorder = (answer: () => Promise<never[]>): Database => ({
    query: (statement) => {
      found.set(statement.name, statement);
      return answer();
    },
  });
  const module = (await import(/* @vite-ignore */ pathToFileURL(source + file).href)) as Record<string, unknown>;
  for (const send of Object.values(module).filter((member) => typeof member === "function")) {
    for (const answer of [
      async () => [],
      () => Promise.reject(Object.assign(new Error("refused"), { code: "23505" })),
    ]) {
      try {
        await send(recorder(answer), nothing, nothing, nothing);
      } catch {
        // Not everything here sends a statement, or can do with nothing; what is missed is found by its name.
      }
    }
  }
  return [...found.values()];
}

/** An empty list, whose every field is one again, and which can be taken for a Date. */
const nothing: unknown = new Proxy(Object.assign([], { toISOString: () => new Date(0).toISOString() }), {
  get: (list, key) => (key in list ? Reflect.get(list, key) : typeof key === "string" ? nothing : undefined),
});
