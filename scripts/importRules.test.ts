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
  "packages/postgres": { code: [], types: [] },
  "packages/db": { code: ["@package/postgres"], types: [] },
  // Only its testing kit, into which the build bundles that package: see below.
  "packages/queue": { code: ["@package/postgres"], types: [] },
  "packages/api": { code: ["@package/queue"], types: [] },
  // Its page imports only types of these two: see below.
  "packages/dashboard": { code: ["@package/api", "@package/queue", "@package/ui", "@package/react"], types: [] },
  "apps/server": { code: ["@package/api", "@package/queue", "@package/dashboard", "@package/db"], types: [] },
  "packages/react": { code: [], types: ["@package/api", "@package/queue"] },
  "packages/ui": { code: ["@package/react"], types: [] },
  "apps/dashboard": { code: ["@package/react", "@package/ui"], types: ["@package/api", "@app/server"] },
};

const hasRule = ({ path }: SourceFile): boolean => packageRules[packageOf(path)] !== undefined;
const packageOf = (path: string): string => path.split("/", 2).join("/");

test("packages import downwards only: apps, api, queue, db and postgres", () => {
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

test("the operators' page imports no code of a server, and the server no code of the page", () => {
  const ofPage = ({ path }: SourceFile) => path.startsWith("packages/dashboard/src/browser/");
  const wrong = sources
    .filter(({ path }) => path.startsWith("packages/dashboard/src/"))
    .flatMap((file) => {
      const others = ofPage(file) ? /^@package\/(api|queue)|\/server\// : /^@package\/(ui|react)|\/browser\//;
      return readImports(file.source)
        .filter(({ specifier, isTypeOnly }) => others.test(specifier) && !isTypeOnly)
        .map(({ specifier }) => `${file.path} imports ${specifier}`);
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

/** The rooms of the queue, from the top of the staircase to the bottom: each imports only rooms that stand below it. */
const staircase = [
  ...[
    "cli",
    "testing",
    "index.ts",
    "QueueService.ts",
    "createCore.ts",
    "managing",
    "monitor",
    "running",
    "maintenance",
    "schedules",
    "settings",
    "querying",
    "core.ts",
  ],
  ...["reporting", "holding", "claiming", "adding", "settling", "notifying", "providers"],
  ...["validation", "workers", "database", "domain"],
];

/** @returns the room of a file, or the file itself where it stands outside of all rooms */
const roomOf = (path: string): string => path.slice(queueSource.length).split("/")[0] as string;

const queueFiles = sources.filter(({ path }) => path.startsWith(queueSource));

test("the rooms of the queue form a staircase, and a file imports downwards only", () => {
  const wrong = queueFiles.flatMap(({ path, source }) =>
    readImports(source)
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier }) => ({ specifier, target: roomOf(join(dirname(path), specifier)) }))
      .filter(({ target }) => staircase.indexOf(target) < staircase.indexOf(roomOf(path)))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
  expect([...new Set(queueFiles.map(({ path }) => roomOf(path)))].toSorted()).toEqual(staircase.toSorted());
  expect(wrong).toEqual([]);
});

test("only the testing kit of the queue imports another package of this workspace", () => {
  const wrong = queueFiles
    .filter(({ path }) => roomOf(path) !== "testing")
    .flatMap(({ path, source }) =>
      readImports(source)
        .filter(({ specifier }) => specifier.startsWith("@package/"))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

test("no files import one another in a circle", () => {
  const imports = new Map(
    sources.map(({ path, source }) => [
      path,
      readImports(source)
        .filter(({ specifier }) => specifier.startsWith("."))
        .map(({ specifier }) => join(dirname(path), specifier)),
    ]),
  );
  const done = new Set<string>();
  const findCircle = (path: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of imports.get(path) ?? []) {
      const circle = findCircle(target, [...way, path]);
      if (circle) return circle;
    }
    done.add(path); // nothing that it leads to comes back to it
    return undefined;
  };
  const circles = sources.flatMap(({ path }) => findCircle(path, [])?.toSorted().join(", ") ?? []);
  expect([...new Set(circles)]).toEqual([]);
});

/** What decides and what describes: a rule that needs a library, or the platform, belongs elsewhere. */
const isPure = (path: string): boolean => roomOf(path) === "domain" || /\/decide[A-Z]\w*\.ts$/.test(path);

test("a pure part of the queue uses nothing but the language", () => {
  const wrong = queueFiles
    .filter(({ path }) => isPure(path))
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
    "packages/postgres/src/embedded/launchServer.ts", // hands it on to the programs that it starts
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
