import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPrismaClient, migrate } from "@package/db";
import { diffSchema } from "@package/db/schema";
import { createTestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readStructure } from "./readStructure.ts";
import { run } from "./run.ts";

const workspace = fileURLToPath(new URL("../..", import.meta.url));
const pnpm = (args: readonly string[], cwd: string) => run("npx", ["-y", "--prefer-offline", "pnpm@12", ...args], cwd);

const server = createPrismaClient(inject("postgres").url);
const databaseName = `shop_${process.pid}_${Date.now()}`;
const url = Object.assign(new URL(inject("postgres").url), { pathname: `/${databaseName}` }).href;
let folder = "";

// A user's project: outside of this workspace, with its own schema, client and migrations.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-consumer-"));
  await cp(fileURLToPath(new URL("project", import.meta.url)), folder, { recursive: true });
  await pnpm(["--filter", "@package/queue", "pack", "--out", join(folder, "queue.tgz")], workspace);
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
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies).sort()).toEqual(["ipaddr.js", "pg", "zod"]);
  const installed = await readdir(join(folder, "node_modules/.pnpm"));
  expect(installed.filter((name) => /^(sharp|nodemailer|csv-parse|@img)\b/.test(name))).toEqual([]);
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

test("it compiles with its own client, including the declarations of libraries, and runs its tasks", async () => {
  const bin = (name: string) => join(folder, "node_modules/.bin", name);
  // Prisma looks for its native engine before it generates, and would download it; any program works.
  await run(bin("prisma"), ["generate"], folder, { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  await run(bin("tsc"), [], folder);
  const printed = await run(process.execPath, ["dist/main.js"], folder, { DATABASE_URL: url });
  expect(JSON.parse(printed)).toEqual({
    isPaid: true,
    status: "COMPLETED",
    result: { receiptFor: "ana@example.com" },
    refusal: expect.stringContaining("Install nodemailer to run EMAIL_SEND"),
  });
  const hello = await run(process.execPath, ["dist/hello.js"], folder, { DATABASE_URL: url });
  expect(hello).toBe("COMPLETED { greeting: 'Hello, Ana!' }\n");
}, 120_000);
