import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPrismaClient, migrate } from "@package/db";
import { diffSchema } from "@package/db/schema";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { listNodes } from "./listNodes.ts";
import { packPackage } from "./packPackage.ts";
import { run } from "./run.ts";

const server = createPrismaClient(inject("postgres").url);
const databaseName = `first_task_${process.pid}_${Date.now()}`;
const url = Object.assign(new URL(inject("postgres").url), { pathname: `/${databaseName}` }).href;
let folder = "";

/** What "npx prisma init" writes, with one model. */
const schema = `generator client {
  provider = "prisma-client"
  output   = "../src/generated/prisma"
}

datasource db {
  provider = "postgresql"
}
`;
const config = `import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "" },
});
`;

const inFolder = (command: string, ...args: string[]) => run(command, args, folder, { DATABASE_URL: url });
const queue = (...args: string[]) => inFolder("npx", "--no-install", "queue", ...args);

// The steps of a user in a new folder, with npm.
beforeAll(async () => {
  await server.$executeRawUnsafe(`CREATE DATABASE "${databaseName}"`);
  folder = await mkdtemp(join(tmpdir(), "queue-first-task-"));
  const packed = join(folder, "queue.tgz");
  await packPackage("queue", packed);
  await inFolder("npm", "init", "--yes", "--init-type=module");
}, 180_000);

afterAll(async () => {
  await server.$executeRawUnsafe(`DROP DATABASE IF EXISTS "${databaseName}" WITH (FORCE)`);
  await server.$disconnect();
  await rm(folder, { recursive: true, force: true });
});

test("before the package is installed, npx runs no other package with the name queue", async () => {
  await expect(queue("--version")).rejects.toThrow("failed");
});

test("from an empty folder to the first finished task", async () => {
  const install = ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await inFolder("npm", ...install, "./queue.tgz", "@prisma/client@7.10.0", "@prisma/adapter-pg@7.10.0", "zod@4.6.7");
  await inFolder("npm", ...install, "--save-dev", "prisma@7.10.0", "typescript@7.0.2", "@types/node@24");
  const { version } = JSON.parse(await readFile(join(folder, "node_modules/@package/queue/package.json"), "utf8")) as {
    version: string;
  };
  expect(await queue("--version")).toBe(`${version}\n`);

  const project = (path: string) => fileURLToPath(new URL(`project/${path}`, import.meta.url));
  for (const path of ["prisma", "src"]) await mkdir(join(folder, path));
  await copyFile(project("tsconfig.json"), join(folder, "tsconfig.json"));
  await writeFile(join(folder, "prisma/schema.prisma"), schema);
  await writeFile(join(folder, "prisma.config.ts"), config);
  expect(await queue("init")).toContain("Changed prisma/schema.prisma");
  await run("npx", ["prisma", "generate"], folder, {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    DATABASE_URL: url,
  });

  // Prisma's native engine would be downloaded for "prisma migrate deploy", so the files are applied here.
  expect(await migrate(url, { migrationsDir: join(folder, "prisma/migrations") })).toHaveLength(1);
  expect(await diffSchema(url, join(folder, "prisma/schema.prisma"))).toBeUndefined();
  expect(await queue("doctor")).toContain("No problems were found.");
  for (const node of listNodes()) {
    const program = "node_modules/@package/queue/dist/cli/main.js";
    expect(await inFolder(node, program, "init")).toContain("There is nothing to do.");
    expect(JSON.parse(await inFolder(node, program, "doctor", "--json"))).toMatchObject({ ok: true, findings: [] });
  }

  await copyFile(project("src/hello.ts"), join(folder, "src/hello.ts"));
  await inFolder("npx", "--no-install", "tsc");
  expect(await inFolder("node", "dist/hello.js")).toBe("COMPLETED { greeting: 'Hello, Ana!' }\n");

  const client = createPrismaClient(url);
  await client.$executeRawUnsafe('DROP INDEX "QueueTask_claim_idx"');
  await client.$disconnect();
  await expect(queue("doctor")).rejects.toThrow("QueueTask_claim_idx");
}, 300_000);
