import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { deriveQueueFiles, extractQueueModels, extractQueueSql } from "./queueSchema.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the library's copy of the models and of their SQL is what prisma/ says", async () => {
  for (const [path, content] of Object.entries(await deriveQueueFiles(root))) {
    expect(await readFile(join(root, path), "utf8"), `run "pnpm queue:schema" to renew ${path}`).toBe(content);
  }
});

test("models of other parts of the schema are left out", () => {
  const schema =
    "generator x {}\n\n// ── Queue ──\n// About it.\n\nmodel QueueTask {\n}\n\n// ── The product ──\n\nmodel Contact {\n}\n";
  const models = extractQueueModels(schema, 7);
  expect(models).toContain("model QueueTask {");
  expect(models).toContain("schema version 7");
  expect(models).not.toMatch(/About it|Contact|generator x/);
});

test("a schema without the queue's part is refused", () => {
  expect(() => extractQueueModels("model Contact {\n}\n", 1)).toThrow("no part that begins with");
});

test("the handwritten SQL of later migrations follows that of earlier ones", () => {
  const mark = "-- What the schema language cannot say ----\n";
  const sql = extractQueueSql([`CREATE TABLE a();\n${mark}\nfirst;\n`, "CREATE TABLE b();\n", `${mark}second;\n`]);
  expect(sql).toMatch(/\nfirst;\n\nsecond;\n$/);
  expect(sql).not.toContain("CREATE TABLE");
});

test("a constraint that a later migration drops is left out, and so is the drop", () => {
  const mark = "-- What the schema language cannot say ----\n";
  const sql = extractQueueSql([
    `${mark}ALTER TABLE "t"\n  ADD CONSTRAINT "stays" CHECK (a),\n  ADD CONSTRAINT "goes" CHECK ("b" BETWEEN 0 AND 1),\n  ADD CONSTRAINT "goes_too" CHECK (c);\n`,
    `${mark}-- Why.\nALTER TABLE "t" DROP CONSTRAINT IF EXISTS "goes", DROP CONSTRAINT IF EXISTS "goes_too";\n`,
  ]);
  expect(sql).toMatch(/\nALTER TABLE "t"\n {2}ADD CONSTRAINT "stays" CHECK \(a\);\n$/);
});

test("only the mark of the newest version is in the SQL, at its end", () => {
  const mark = "-- What the schema language cannot say ----\n";
  const version = (number: number) => `-- Why.\nCOMMENT ON TABLE "QueueTask" IS 'queue schema ${number}';\n`;
  const sql = extractQueueSql([`${mark}first;\n\n${version(3)}`, `${mark}second;\n\n${version(4)}\nthird;\n`]);
  expect(sql).toMatch(
    /\nfirst;\n\nsecond;\n\nthird;\n\n-- Why\.\nCOMMENT ON TABLE "QueueTask" IS 'queue schema 4';\n$/,
  );
  expect(sql).not.toContain("schema 3");
});

test("migrations without handwritten SQL are refused", () => {
  expect(() => extractQueueSql(["CREATE TABLE a();"])).toThrow("No migration has a part");
});
