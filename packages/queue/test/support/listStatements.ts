import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Database, Statement } from "../../src/database/database.ts";
import type { Chore, ChoreCore } from "../../src/maintenance/Chore.ts";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

/** Every file of the library that has statements. The three exceptions run statements of other files. */
export const sqlFiles = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => /(?<!\.test)\.ts$/.test(path) && !/(pgDatabase|repeatBatches|queryJson)\.ts$/.test(path))
  .filter((path) => /^import .*\bStatement\b.*\/database\.ts"/m.test(readFileSync(source + path, "utf8")));

/** Returns the names of the statements in a file's text. */
export function readStatementNames(file: string): string[] {
  return [...readFileSync(source + file, "utf8").matchAll(/\bname: "(\w+)"/g)].map(([, name]) => name as string);
}

/**
 * Returns the statements that the functions and chores of a file send. It calls each function with no input and with
 * one item: once with an empty result, and once with a unique violation, after which some functions send another statement.
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
  for (const send of Object.values(module).flatMap(toFunction)) {
    for (const answer of [
      async () => [],
      () => Promise.reject(Object.assign(new Error("refused"), { code: "23505" })),
    ]) {
      for (const input of [nothing, [nothing]]) {
        try {
          await send(recorder(answer), input, nothing, nothing, nothing);
        } catch {
          // Some functions send no statement or fail without input. The test compares the names to find omissions.
        }
      }
    }
  }
  return [...found.values()];
}

/** A function as it is, and a chore as a function of its database. */
function toFunction(member: unknown): ((database: Database, ...rest: unknown[]) => unknown)[] {
  if (typeof member === "function") return [member as (database: Database) => unknown];
  const { run } = member as Partial<Chore>;
  return run ? [(database) => run({ database } as ChoreCore, () => false)] : [];
}

/** An empty list, each field of which is such a list again, and which can be used as a Date. */
const nothing: unknown = new Proxy(Object.assign([], { toISOString: () => new Date(0).toISOString() }), {
  get: (list, key) => (key in list ? Reflect.get(list, key) : typeof key === "string" ? nothing : undefined),
});
