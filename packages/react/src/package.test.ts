import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles an entry as an application would, without its peers, and returns its size in kB. */
async function sizeOf(entry: string, contents = `export * from "./src/${entry}"`): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    external: ["react", "react/jsx-runtime"],
  });
  return gzipSync(outputFiles[0]?.contents ?? "").byteLength / 1_000;
}

test("the hooks with an adapter have at most 8 kB gzip, without React", async () => {
  const hooks = `export { QueueMonitorProvider, useQueueMonitor, useTask, useTaskUpdates } from "./src/index.ts";
    export { trpcStatusSource } from "./src/adapters/trpc.ts";`;
  expect(await sizeOf("index.ts", hooks)).toBeLessThanOrEqual(8);
});

test.each([
  "hooks/useQueueMonitor.ts",
  "hooks/useTask.ts",
  "hooks/useTaskUpdates.ts",
  "monitor/QueueMonitorProvider.tsx",
])("%s says that it belongs to the client", (path) => {
  expect(readFileSync(`${root}src/${path}`, "utf8").split("\n")[0]).toBe('"use client";');
});
