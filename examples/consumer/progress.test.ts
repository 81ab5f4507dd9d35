import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTestDatabase } from "@package/db/testing";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { checkSpa } from "./checkSpa.ts";
import { compile } from "./compile.ts";
import { followImport } from "./followImport.ts";
import { openProgress, type ProgressProject } from "./openProgress.ts";
import { startServer } from "./startServer.ts";

const { db, url: DATABASE_URL, drop } = await createTestDatabase();
let project: ProgressProject;

beforeAll(async () => {
  project = await openProgress();
}, 180_000);

afterEach(async () => {
  await db.$executeRaw`TRUNCATE "QueueTask", "QueueRunner" CASCADE`;
});

afterAll(async () => {
  await project.remove();
  await drop();
});

const readPacked = (path: string) => readFile(join(project.folder, "node_modules/@package", path), "utf8");

test("the packed packages do not mention this workspace, and the hooks install nothing", async () => {
  for (const name of ["api", "react"]) {
    const manifest = await readPacked(`${name}/package.json`);
    expect(manifest).not.toMatch(/workspace:|catalog:|"source"/);
    const { version } = JSON.parse(manifest);
    expect(await readPacked(`${name}/CHANGELOG.md`)).toContain(`\n## ${version} (`);
    expect(await readPacked(`${name}/LICENSE`)).toContain("NextJet project");
  }
  const { dependencies, peerDependencies } = JSON.parse(await readPacked("react/package.json"));
  expect(dependencies).toBeUndefined();
  expect(Object.keys(peerDependencies)).toEqual(["@package/api", "@package/queue", "react"]);
});

test.each(["bundler", "nodenext"])(
  "the compiler accepts the packages' declarations, and types useTask, with moduleResolution %s",
  async (resolution) => {
    await compile(project, `tsconfig.${resolution}.json`);
  },
  120_000,
);

// consumer.test.ts builds with webpack too.
test("a Next.js app shows a task live", async () => {
  const env = { DATABASE_URL, NEXT_TELEMETRY_DISABLED: "1" };
  await project.bin("next", ["build"], env);
  const args = [join(project.folder, "node_modules/next/dist/bin/next"), "start"];
  await using server = await startServer(args, project.folder, env);
  await followImport(server.url);
}, 300_000);

test("a single-page app that is built with Vite shows a task live, from plain HTTP routes", async () => {
  await checkSpa(project, DATABASE_URL);
}, 180_000);

test("the hooks have at most 8 kB gzip, and the toasts with them 18 kB, without React", async () => {
  const sizeOf = async (contents: string) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: project.folder },
      ...{ bundle: true, minify: true, write: false, format: "esm", external: ["react", "react/jsx-runtime"] },
    });
    return gzipSync(outputFiles[0]?.contents ?? "").byteLength / 1_000;
  };
  const hooks = "QueueMonitorProvider, useQueueMonitor, useTask, useTaskUpdates";
  const sizes = {
    hooks: await sizeOf(`export { ${hooks} } from "@package/react"`),
    "everything of the main entry": await sizeOf(`export * from "@package/react"`),
    "hooks and toasts": await sizeOf(`export * from "@package/react"; export * from "@package/react/toasts"`),
    "styles.css": gzipSync(await readPacked("react/src/styled/styles.css")).byteLength / 1_000,
  };
  console.log("kB gzip:", sizes);
  expect(sizes.hooks).toBeLessThanOrEqual(8);
  expect(sizes["hooks and toasts"]).toBeLessThanOrEqual(18);
});
