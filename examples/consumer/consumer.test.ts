import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPrismaClient, migrate } from "@package/db";
import { diffSchema } from "@package/db/schema";
import { createTestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { listNodes } from "./listNodes.ts";
import { packPackage, pnpm, workspace } from "./packPackage.ts";
import { readStructure } from "./readStructure.ts";
import { run } from "./run.ts";
import { startNext } from "./startNext.ts";

const server = createPrismaClient(inject("postgres").url);
const databaseName = `shop_${process.pid}_${Date.now()}`;
const url = Object.assign(new URL(inject("postgres").url), { pathname: `/${databaseName}` }).href;
let folder = "";

// A user's project: outside of this workspace, with its own schema, client and migrations.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-consumer-"));
  await cp(fileURLToPath(new URL("project", import.meta.url)), folder, { recursive: true });
  await packPackage("queue", join(folder, "queue.tgz"));
  await pnpm(["install", "--prefer-offline", "--no-frozen-lockfile"], folder);
  await copyModels();
  await server.$executeRawUnsafe(`CREATE DATABASE "${databaseName}"`);
}, 180_000);

afterAll(async () => {
  await server.$executeRawUnsafe(`DROP DATABASE IF EXISTS "${databaseName}" WITH (FORCE)`);
  await server.$disconnect();
  await rm(folder, { recursive: true, force: true });
});

const packed = (path: string) => readFile(join(folder, "node_modules/@package/queue", path), "utf8");

/** Copies the models, and adds the opposite field of the shop's relation. */
async function copyModels(): Promise<void> {
  const models = await packed("prisma/queue.prisma");
  const related = models.replace(/(?=^ {2}attemptHistory )/m, "  order Order?\n\n");
  const own = await readFile(join(folder, "prisma/shop.prisma"), "utf8");
  await writeFile(join(folder, "prisma/schema.prisma"), `${own}\n${related}`);
  await rm(join(folder, "prisma/shop.prisma"));
}

async function writeMigration(): Promise<void> {
  const migration = join(folder, "prisma/migrations/20260101000000_init");
  await mkdir(migration, { recursive: true });
  const generated = await diffSchema(url, join(folder, "prisma/schema.prisma"));
  await writeFile(join(migration, "migration.sql"), `${generated}\n${await packed("prisma/queue.sql")}`);
}

test("the installed package does not mention this workspace and installs no library of the built-in workers", async () => {
  const manifest = await packed("package.json");
  expect(manifest).not.toMatch(/workspace:|catalog:|"source"/);
  const { dependencies, version } = JSON.parse(manifest) as { dependencies: Record<string, string>; version: string };
  expect(Object.keys(dependencies).sort()).toEqual(["croner", "ipaddr.js", "pg", "zod"]);
  expect(await packed("CHANGELOG.md")).toContain(`\n## ${version} (`);
  expect(await packed("LICENSE")).toContain("NextJet project");
  const installed = await readdir(join(folder, "node_modules/.pnpm"));
  expect(installed.filter((name) => /^(sharp|nodemailer|csv-parse|@img)\b/.test(name))).toEqual([]);
});

test("it contains the licences of the libraries in its bundles", async () => {
  const dist = join(folder, "node_modules/@package/queue/dist");
  const files = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith(".js"));
  const code = (await Promise.all(files.map((path) => packed(`dist/${path}`)))).join("\n");
  // esbuild names the file of each part.
  const bundled = new Set(
    [...code.matchAll(/^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name = ""]) => name),
  );
  expect([...bundled].sort()).toEqual(["commander", "diff"]);
  const notices = await packed("THIRD-PARTY-NOTICES");
  for (const name of bundled) {
    const licence = await readFile(join(workspace, "packages/queue/node_modules", name, "LICENSE"), "utf8");
    expect(notices).toContain(licence.trim());
  }
});

test("its exports lead to files, also those of its folder prisma", async () => {
  const names = [".", "./monitor", "./workers", "./package.json", "./prisma/queue.prisma", "./prisma/queue.sql"];
  const paths = names.map((name) => `@package/queue${name.slice(1)}`);
  const script = `for (const path of ${JSON.stringify(paths)}) fs.accessSync(url.fileURLToPath(import.meta.resolve(path)));`;
  const imports = 'import fs from "node:fs"; import url from "node:url";';
  await run(process.execPath, ["--input-type=module", "-e", `${imports}${script}`], folder);
});

test("its migration creates the same tables as in this workspace, and Prisma reports no drift", async () => {
  await writeMigration();
  expect(await migrate(url, { migrationsDir: join(folder, "prisma/migrations") })).toEqual(["20260101000000_init"]);
  expect(await diffSchema(url, join(folder, "prisma/schema.prisma"))).toBeUndefined();
  const shop = createPrismaClient(url);
  const own = await createTestDatabase();
  expect(await readStructure(shop)).toEqual(await readStructure(own.db));
  await Promise.all([shop.$disconnect(), own.drop()]);
});

const bin = (name: string) => join(folder, "node_modules/.bin", name);
const withDatabase = { DATABASE_URL: url };
/** A mail server that does not exist: with it, an email fails only after nodemailer was loaded. */
const withMail = { ...withDatabase, MAIL_URL: "smtp://127.0.0.1:1" };
const withoutNodemailer = "UnrecoverableError: Install nodemailer to run EMAIL_SEND: npm install nodemailer";

async function runMain(path: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  return JSON.parse(await run(process.execPath, [path], folder, env));
}

const paid = (refusal: string) => ({
  isPaid: true,
  status: "COMPLETED",
  result: { receiptFor: "ana@example.com" },
  refusal: expect.stringContaining(refusal),
});

test("it compiles with its own client, and runs its tasks", async () => {
  // Prisma looks for its native engine before it generates, and would download it; any program works.
  await run(bin("prisma"), ["generate"], folder, { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  await run(bin("tsc"), [], folder);
  expect(await runMain("dist/main.js", withDatabase)).toEqual(paid(withoutNodemailer));
  const hello = await run(process.execPath, ["dist/hello.js"], folder, withDatabase);
  expect(hello).toBe("COMPLETED { greeting: 'Hello, Ana!' }\n");
}, 120_000);

test("its tests run with the testing kit, the project's client and its migrations", async () => {
  const env = { TEST_SERVER_URL: inject("postgres").url };
  const printed = await run(process.execPath, ["dist/testing.js"], folder, env);
  expect(JSON.parse(printed)).toEqual({ result: "hello", statuses: ["COMPLETED"], orders: 1 });
}, 120_000);

test.each([
  ["typescript", "bundler", "esnext"],
  ["typescript", "node16", "node16"],
  ["typescript", "nodenext", "nodenext"],
  ["typescript-5", "nodenext", "nodenext"],
])(
  "the compiler of the package %s accepts the declarations of all libraries, with moduleResolution %s",
  async (compiler, resolution, module) => {
    const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
    const how = ["--module", module, "--moduleResolution", resolution];
    await run(process.execPath, [join(folder, "node_modules", compiler, "bin/tsc"), ...strict, ...how], folder);
  },
  120_000,
);

test.each(listNodes())(
  "it loads with require() and runs a task in %s",
  async (node) => {
    const printed = await run(node, ["require.cjs"], folder, withDatabase);
    expect(JSON.parse(printed)).toEqual({
      status: "COMPLETED",
      result: "Hello, Ana!",
      isListed: true,
      builtIn: ["IMAGE_PROCESS", "EMAIL_SEND", "CONTACT_IMPORT"],
    });
  },
  60_000,
);

const buildNext = (distDir: string, ...args: string[]) =>
  run(bin("next"), ["build", "web", ...args], folder, { NEXT_TELEMETRY_DISABLED: "1", DIST_DIR: distDir });

async function greetFromNext(distDir: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const program = join(folder, "node_modules/next/dist/bin/next");
  await using server = await startNext(program, join(folder, "web"), { ...env, DIST_DIR: distDir });
  return (await fetch(`${server.url}/api/greet`, { method: "POST" })).json();
}

const greeted = (refusal: string) => ({
  status: "COMPLETED",
  result: { greeting: "Hello, Ana!" },
  refusal: expect.stringContaining(refusal),
});

test("esbuild bundles it, and the bundle runs its tasks", async () => {
  await run(process.execPath, ["esbuild.mjs"], folder);
  expect(await runMain("out/esbuild.mjs", withDatabase)).toEqual(paid(withoutNodemailer));
}, 60_000);

test("Vite builds a server that leaves its dependencies in node_modules, and it runs its tasks", async () => {
  await run(bin("vite"), ["build", "src", "--ssr", "main.ts", "--outDir", "../out/vite-ssr"], folder);
  expect(await runMain("out/vite-ssr/main.js", withDatabase)).toEqual(paid(withoutNodemailer));
}, 60_000);

test("Vite bundles a server with its dependencies, and the bundle runs its tasks", async () => {
  await run(bin("vite"), ["build"], folder);
  expect(await runMain("out/vite/main.js", withDatabase)).toEqual(paid(withoutNodemailer));
}, 60_000);

// progress.test.ts builds with Turbopack too, so its build here takes part only in the long tests.
const nextBundlers: [name: string, distDir: string, flag: string][] = [["webpack", ".next-webpack", "--webpack"]];
if (process.env.TEST_LONG === "yes") nextBundlers.push(["Turbopack", ".next-turbopack", "--turbopack"]);

test.each(nextBundlers)(
  "next build with %s bundles it, and the app runs its tasks",
  async (_, distDir, flag) => {
    await buildNext(distDir, flag);
    expect(await greetFromNext(distDir, withDatabase)).toEqual(greeted(withoutNodemailer));
  },
  300_000,
);

test("every bundle finds a library of the built-in workers that is installed after the build", async () => {
  await symlink(join(workspace, "packages/queue/node_modules/nodemailer"), join(folder, "node_modules/nodemailer"));
  const unreachable = "The mail server 127.0.0.1:1 is unreachable";
  expect(await runMain("out/esbuild.mjs", withMail)).toEqual(paid(unreachable));
  expect(await runMain("out/vite/main.js", withMail)).toEqual(paid(unreachable));
  for (const [, distDir] of nextBundlers) expect(await greetFromNext(distDir, withMail)).toEqual(greeted(unreachable));
}, 120_000);

test("esbuild removes the service, and pg with it, where only a part of the package is used", async () => {
  const how = ["--bundle", "--minify", "--platform=node", "--format=esm"];
  const bytes: Record<string, number> = {};
  for (const name of ["defineWorker", "RateLimitError", "isQueueError", "QueueService"]) {
    await writeFile(join(folder, "out/part.mjs"), `export { ${name} } from "@package/queue";`);
    bytes[name] = (await run(bin("esbuild"), ["out/part.mjs", ...how], folder)).length;
  }
  expect(bytes).toEqual({
    defineWorker: expect.closeTo(250, -3),
    RateLimitError: expect.closeTo(1_000, -3),
    isQueueError: expect.closeTo(12_500, -4),
    QueueService: expect.closeTo(700_000, -6),
  });
}, 60_000);
