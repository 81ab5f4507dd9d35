import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prismaDir } from "../src/prismaDir.ts";
import { diffSchema } from "../src/schema/diffSchema.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/index.ts";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "schema-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

/** The difference to the present schema after one change of its text. */
async function diffChangedSchema(from: string | RegExp, to: string): Promise<string | undefined> {
  const schema = await readFile(join(prismaDir, "schema.prisma"), "utf8");
  const changed = schema.replace(from, to);
  expect(changed).not.toBe(schema);
  const file = join(folder, "schema.prisma");
  await writeFile(file, changed);
  return diffSchema(database.url, file);
}

test("the schema and the migrations agree", async () => {
  expect(await diffSchema(database.url)).toBeUndefined();
});

test("a column that no migration makes is reported", async () => {
  const sql = await diffChangedSchema("model QueueGate {", "model QueueGate {\n  note String?");
  expect(sql).toContain('ALTER TABLE "QueueGate" ADD COLUMN     "note" TEXT');
});

test("a status that no migration adds is reported", async () => {
  expect(await diffChangedSchema("  CANCELLED\n}", "  CANCELLED\n  LOST\n}")).toContain("ADD VALUE 'LOST'");
});

test("a partial index whose condition differs is reported", async () => {
  const sql = await diffChangedSchema(/(QueueTask_lease_idx.*)PROCESSING/, "$1FAILED");
  expect(sql).toContain(`CREATE INDEX "QueueTask_lease_idx"`);
});

test("a plain index that only the database has is reported", async () => {
  expect(await diffChangedSchema("  @@index([identifier])\n", "")).toContain("DROP INDEX");
});
