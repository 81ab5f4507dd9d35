import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTestDatabase } from "@package/db/testing";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
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

/** Compiles strictly, with the declarations of all libraries, except that those of tRPC need the package `ws`. */
async function compile({ bin }: ProgressProject, config: string): Promise<void> {
  const printed = await bin("tsc", ["-p", config]).catch((error: Error) => error.message);
  const errors = printed.split("\n").filter((line) => line.includes("error TS"));
  expect(errors.filter((line) => !/@trpc\/server\/dist\/ws-.* Cannot find module 'ws'/.test(line))).toEqual([]);
  if (errors.length === 0) expect(printed).toBe("");
}

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

async function checkSpa({ bin, folder }: ProgressProject): Promise<void> {
  await bin("vite", ["build", "spa"]);
  await using server = await startServer(["server/main.ts"], folder, { DATABASE_URL });
  await followImport(server.url);
}

test("a single-page app that is built with Vite shows a task live, from plain HTTP routes", async () => {
  await checkSpa(project);
}, 180_000);

test("the same app works with React 18, and compiles with a newer tRPC", async () => {
  const versions = {
    ...{ react: "18.3.1", "react-dom": "18.3.1", "@types/react": "18.3.32", "@types/react-dom": "18.3.7" },
    ...{ "@trpc/client": "11.25.2", "@trpc/server": "11.25.2" },
  };
  const old = await openProgress(versions);
  onTestFinished(old.remove);
  await compile(old, "tsconfig.nodenext.json");
  await checkSpa(old);
}, 300_000);

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
