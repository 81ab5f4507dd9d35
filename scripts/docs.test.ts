import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as queue from "@package/queue";
import { expect, test } from "vitest";
import { fillSnippets, findUnmarkedBlocks } from "./fillSnippets.ts";
import { readDocs, readFromRoot } from "./readDocs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = readDocs();
const textOf = (path: string): string => pages.find((page) => page.path === path)?.text ?? "";

test.each(pages)("code blocks in $path equal their files", ({ text }) => {
  expect(text, 'run "pnpm docs:write"').toBe(fillSnippets(text, readFromRoot));
  expect(
    findUnmarkedBlocks(text, ["ts", "tsx", "prisma"]),
    "each block needs a line <!-- from: … --> above it",
  ).toEqual([]);
});

test.each(pages)("links in $path exist", ({ path, text }) => {
  const withoutCode = text.replace(/^```[\s\S]*?^```$/gm, "");
  const targets = [...withoutCode.matchAll(/\]\((?<link>[^)\s]+)\)|src(?:set)?="(?<image>[^"]+)"/g)]
    .map(({ groups }) => groups?.link ?? groups?.image ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
  const broken = targets.filter((target) => {
    const [file = "", anchor] = target.split("#");
    const linked = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, linked))) return true;
    return anchor !== undefined && !anchorsOf(readFromRoot(linked)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

/** Returns the anchors that GitHub creates from headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every command that the documentation names is a script of the workspace", () => {
  const { scripts } = JSON.parse(readFromRoot("package.json")) as { scripts: Record<string, string> };
  const builtIn = ["install", "add", "pack", "exec"];
  const named = pages.flatMap(({ text }) =>
    [...text.matchAll(/\bpnpm(?:@12)? (?:--filter \S+ )?(?<script>[a-z][\w:]*)/g)].map(
      ({ groups }) => groups?.script ?? "",
    ),
  );
  expect(named.filter((script) => !(script in scripts) && !builtIn.includes(script))).toEqual([]);
});

test("each file that CONTRIBUTING names for a room is in that room", () => {
  const rooms = [...textOf("CONTRIBUTING.md").matchAll(/^\| `(?<room>[a-z]+)` \|[^|]+\|(?<files>.*)\|$/gm)];
  expect(rooms.length).toBeGreaterThan(10);
  const missing = rooms.flatMap(({ groups: { room = "", files = "" } = {} }) =>
    [...files.matchAll(/`(\w+)`/g)]
      .map(([, name = ""]) => `packages/queue/src/${room}/**/${name}.ts`)
      .filter((pattern) => globSync(pattern, { cwd: root }).length === 0),
  );
  expect(missing).toEqual([]);
});

const api = textOf("docs/api.md");
const isNamed = (name: string): boolean => new RegExp(`\`${name}\\b`).test(api) || api.includes(`## ${name}\n`);

test("the API reference names everything that the library exports", () => {
  expect([...Object.keys(queue), ...exportedTypes()].filter((name) => !isNamed(name))).toEqual([]);
});

test("the API reference names every method of the service", () => {
  const methods = Object.getOwnPropertyNames(queue.QueueService.prototype).filter((name) => name !== "constructor");
  expect(methods.filter((method) => !isNamed(method))).toEqual([]);
});

/** Returns the names in the export lists, types included. */
function exportedTypes(): string[] {
  const indexes = ["index.ts", "workers/index.ts", "monitor/index.ts", "testing/index.ts"]
    .map((path) => `packages/queue/src/${path}`)
    .map(readFromRoot)
    .join("\n");
  return [...indexes.matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.replace(/\btype\b|.* as /, "").trim()))
    .filter((name) => name !== "");
}

test("every error code is named in the API reference and has a heading in docs/errors.md, and no other code has one", () => {
  const sources = globSync("packages/queue/src/domain/errors/*.ts", { cwd: root }).map(readFromRoot).join("\n");
  const codes = [...sources.matchAll(/readonly code = "(\w+)"/g)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !isNamed(code))).toEqual([]);
  const headings = [...textOf("docs/errors.md").matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading);
  expect(headings.sort()).toEqual(codes.sort());
});

test("every code of explainTask has its cause and fix in docs/troubleshooting.md", () => {
  const source = readFromRoot("packages/queue/src/managing/explainTask.ts");
  const reasons = /export interface WaitReason \{[^}]*?code:(?<codes>[^;]*);/.exec(source)?.groups?.codes ?? "";
  const codes = [...reasons.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(5);
  const rows = [...textOf("docs/troubleshooting.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = ""]) => code);
  expect(rows.sort()).toEqual(codes.sort());
});

test("every status and terminal reason is described in docs/lifecycle.md", () => {
  const source = readFromRoot("packages/queue/src/domain/types.ts");
  const unions = [...source.matchAll(/^export type (?:QueueStatus|TerminalReason) =([^;]+);$/gm)].join(" ");
  const names = [...unions.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((name) => !textOf("docs/lifecycle.md").includes(`\`${name}\``))).toEqual([]);
});

test("the contents list every page", () => {
  const contents = textOf("docs/README.md");
  const listed = pages.map(({ path }) => path).filter((path) => /^docs\/[^/]+\.md$/.test(path));
  expect(listed.filter((path) => path !== "docs/README.md" && !contents.includes(`(${path.slice(5)})`))).toEqual([]);
});

const lists: { of: string; page: string; source: string; begin: string; pattern: RegExp }[] = [
  {
    of: "environment variables",
    page: "docs/demo.md",
    source: "apps/server/src/settings.ts",
    begin: "const environment = z.object({",
    pattern: /^ {2}([A-Z][A-Z_]+): /gm,
  },
  {
    of: "options of the service",
    page: "docs/api.md",
    source: "packages/queue/src/validation/options.ts",
    begin: "export interface QueueServiceOptions<",
    pattern: /^ {2}(\w+)\?: /gm,
  },
  {
    of: "options of a task",
    page: "docs/adding-tasks.md",
    source: "packages/queue/src/domain/types.ts",
    begin: "export interface AddToQueueOptions {",
    pattern: /^ {2}(\w+)\?: /gm,
  },
  {
    of: "events",
    page: "docs/api.md",
    source: "packages/queue/src/domain/events.ts",
    begin: "export interface QueueEvents {",
    pattern: /^ {2}(\w+): /gm,
  },
  {
    of: "fields of a worker's context",
    page: "docs/workers.md",
    source: "packages/queue/src/workers/defineWorker.ts",
    begin: "export interface WorkerContext {",
    pattern: /^ {2}(?:readonly )?(\w+)[:(]/gm,
  },
];

test.each(lists)("$page lists all $of", ({ page, source, begin, pattern }) => {
  const text = readFromRoot(source);
  const from = text.indexOf(begin);
  const names = [...text.slice(from, text.indexOf("\n}", from)).matchAll(pattern)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !new RegExp(`\`(?:context\\.)?${name}\\b`).test(textOf(page)))).toEqual([]);
});
