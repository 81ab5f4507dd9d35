import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readImports } from "./readImports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface SourceFile {
  /** From the root of the checkout. */
  path: string;
  source: string;
}

const readSources = (pattern: string): SourceFile[] =>
  globSync(pattern, { cwd: root })
    .filter((path) => !/node_modules|\/generated\/|\.test\.tsx?$/.test(path))
    .map((path) => ({ path, source: readFileSync(join(root, path), "utf8") }));

const sources = readSources("{packages,apps}/*/src/**/*.{ts,tsx}");

/** Which workspace packages each may import; what stands under `types` may be imported as types only. */
const packageRules: Record<string, { code: string[]; types: string[] }> = {
  "packages/db": { code: [], types: [] },
  "packages/queue": { code: [], types: [] },
  // Of the database: its types, and the tag that makes SQL safe. The client comes with each request's context.
  "packages/api": { code: ["@package/queue", "@package/db"], types: [] },
  "apps/server": { code: ["@package/api", "@package/queue", "@package/db"], types: [] },
  "apps/dashboard": { code: [], types: ["@package/api"] },
};

const hasRule = ({ path }: SourceFile): boolean => packageRules[packageOf(path)] !== undefined;
const packageOf = (path: string): string => path.split("/", 2).join("/");

test("packages import downwards only: apps, api, queue and db", () => {
  const wrong = sources.filter(hasRule).flatMap(({ path, source }) => {
    const { code, types } = packageRules[packageOf(path)] ?? { code: [], types: [] };
    return readImports(source)
      .filter(({ specifier }) => /^@(package|app|tool)\//.test(specifier))
      .filter(({ specifier, isTypeOnly }) => {
        const name = specifier.split("/", 2).join("/");
        return !code.includes(name) && !(isTypeOnly && types.includes(name));
      })
      .map(({ specifier }) => `${path} imports ${specifier}`);
  });
  expect(wrong).toEqual([]);
});

test("no file reaches into another package by a path", () => {
  const wrong = sources.flatMap(({ path, source }) =>
    readImports(source)
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter(({ specifier }) => packageOf(join(dirname(path), specifier)) !== packageOf(path))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

const queueSource = "packages/queue/src/";

type Layer =
  | "words"
  | "thinking"
  | "database"
  | "sql"
  | "workers"
  | "maintenance"
  | "runner"
  | "operations"
  | "QueueService.ts"
  | "index.ts";

/** What each layer of the queue may run, besides itself. */
const mayRun: Record<Layer, Layer[]> = {
  words: [],
  thinking: ["words"],
  database: ["words"],
  sql: ["words", "database"],
  workers: ["words", "thinking", "database"],
  maintenance: ["words", "thinking", "database", "sql"],
  runner: ["words", "thinking", "database", "sql", "maintenance"],
  operations: ["words", "thinking", "database", "sql", "runner"],
  "QueueService.ts": ["words", "thinking", "database", "sql", "workers", "runner", "operations"],
  "index.ts": ["words", "thinking", "workers", "runner", "operations", "QueueService.ts"],
};

/** What a layer may name in its types beyond that: nothing of it is left when the program runs. */
const mayName: Partial<Record<Layer, Layer[]>> = {
  words: ["thinking"],
  thinking: ["sql"],
  sql: ["thinking"],
  maintenance: ["runner"],
};

/** Errors, and what it takes to say and to know them, are words. */
const wordFiles = [
  ...["types.ts", "outcome.ts", "standardSchema.ts", "workers/defineWorker.ts", "Jsonified.ts", "ReadableInput.ts"],
  ...["errors.ts", "driverErrors.ts", "isQueueError.ts", "isError.ts", "describeValue.ts", "retryAfter.ts"],
  ...["summariseError.ts", "readErrorChain.ts", "redactText.ts", "cleanText.ts"],
];
const runnerFiles = ["TaskAdder.ts", "core.ts", "createCore.ts"];
/** Looks at the options of workers, and runs none. */
const thinkingFiles = ["workers/checkWorkers.ts"];

/** @param file - from the queue's `src` */
function layerOf(file: string): Layer {
  if (wordFiles.includes(file)) return "words";
  if (runnerFiles.includes(file)) return "runner";
  if (thinkingFiles.includes(file)) return "thinking";
  const folder = file.split("/")[0] as string;
  if (folder === "providers") return "thinking";
  return folder in mayRun ? (folder as Layer) : "thinking";
}

test("the queue's layers build on one another: words, thinking, SQL and workers, maintenance, runner, operations, the service", () => {
  const files = sources.filter(({ path }) => path.startsWith(queueSource));
  const wrong = files.flatMap(({ path, source }) => {
    const layer = layerOf(path.slice(queueSource.length));
    return readImports(source)
      .filter(({ specifier }) => specifier.startsWith("."))
      .map((found) => ({ ...found, target: layerOf(join(dirname(path), found.specifier).slice(queueSource.length)) }))
      .filter(({ target }) => target !== layer && !mayRun[layer].includes(target))
      .filter(({ target, isTypeOnly }) => !(isTypeOnly && mayName[layer]?.includes(target)))
      .map(({ specifier, target }) => `${path} (${layer}) imports ${specifier} (${target})`);
  });
  expect(wrong).toEqual([]);
});

test("a pure part of the queue uses nothing but the language", () => {
  const wrong = sources
    .filter(({ path }) => path.startsWith(queueSource))
    .filter(({ path }) => ["words", "thinking", "sql"].includes(layerOf(path.slice(queueSource.length))))
    .flatMap(({ path, source }) =>
      readImports(source)
        .filter(({ specifier }) => !specifier.startsWith(".") && !["node:crypto", "node:events"].includes(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

test("the environment is read at the edges only", () => {
  const mayRead = ["apps/server/src/main.ts", "packages/db/src/db.ts", "packages/db/src/testing/openTestServer.ts"];
  const readers = sources.filter(
    ({ path, source }) => /\bprocess\.env\b/.test(source) && !mayRead.includes(path) && hasRule({ path, source }),
  );
  expect(readers.map(({ path }) => path).toSorted()).toEqual([
    "packages/db/src/embedded/launchServer.ts", // hands it on to the programs that it starts
    "packages/queue/src/database/startupOptions.ts", // PGOPTIONS, which `pg` would read if it were given no others
  ]);
});

test("no file has more than 250 lines of code", () => {
  const isCode = (line: string): boolean => !/^\s*(\/\/|\/\*|\*|$)/.test(line);
  const long = sources
    .map(({ path, source }) => ({ path, lines: source.split("\n").filter(isCode).length }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});
