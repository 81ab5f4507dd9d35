import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Report } from "../../src/cli/doctor/checkDatabase.ts";
import { checkNotifications } from "../../src/cli/doctor/checkNotifications.ts";
import { schemaVersion } from "../../src/domain/schemaVersion.ts";
import { createEmptyDatabase, createProject, shop, type TestProject } from "./createProject.ts";

let database: TestDatabase;
let client: pg.Client;
let project: TestProject;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  project = await createProject({ "prisma/schema.prisma": shop });
});

async function diagnose(url = database.url): Promise<Report & { ok: boolean; code: number }> {
  const { output, code } = await project.run("doctor", "--json", "--url", url);
  return { ...(JSON.parse(output) as Report & { ok: boolean }), code };
}

test("a database that is as it should be has no findings, and the exit code is 0", async () => {
  expect(await diagnose()).toEqual({
    ok: true,
    schema: "public",
    version: schemaVersion,
    expectedVersion: schemaVersion,
    findings: [],
    code: 0,
  });
});

const damages: [damage: string, what: string][] = [
  ['DROP INDEX "QueueTask_claim_idx"', "The index QueueTask_claim_idx of QueueTask is missing."],
  ['DROP INDEX "QueueTask_lease_idx"', "The index QueueTask_lease_idx of QueueTask is missing."],
  [
    'DROP INDEX "QueueTask_unique_key"; CREATE UNIQUE INDEX "QueueTask_unique_key" ON "QueueTask" (type, "uniqueKey")',
    "The index QueueTask_unique_key of QueueTask is CREATE UNIQUE INDEX",
  ],
  [
    'DROP INDEX "QueueTask_concurrency_key"; CREATE UNIQUE INDEX "QueueTask_concurrency_key" ON "QueueTask" ("concurrencyKey")',
    "The index QueueTask_concurrency_key of QueueTask is CREATE UNIQUE INDEX",
  ],
  [
    'ALTER TABLE "QueueTask" DROP CONSTRAINT "QueueTask_processing_has_lease"',
    "The constraint QueueTask_processing_has_lease of QueueTask is missing.",
  ],
  [
    'ALTER TABLE "QueueTaskLog" DROP CONSTRAINT "QueueTaskLog_taskId_fkey"',
    "The constraint QueueTaskLog_taskId_fkey of QueueTaskLog is missing.",
  ],
  [
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"QueueTask_lease_idx"'::regclass`,
    "The index QueueTask_lease_idx is invalid.",
  ],
  ['ALTER TABLE "QueueTask" RESET (fillfactor)', "The setting fillfactor of QueueTask is missing."],
  [
    'ALTER TABLE "QueueTask" RESET (autovacuum_vacuum_scale_factor)',
    "The setting autovacuum_vacuum_scale_factor of QueueTask is missing.",
  ],
  ['ALTER INDEX "QueueTask_pkey" RESET (fillfactor)', "The setting fillfactor of QueueTask_pkey is missing."],
  ['ALTER TABLE "QueueTask" DROP COLUMN "crashCount"', "The column crashCount of QueueTask is missing."],
  ['COMMENT ON TABLE "QueueTask" IS NULL', "The table QueueTask has no comment with its version."],
];

test.each(damages)("after %s, the finding names it, and its SQL mends it", async (damage, what) => {
  const damaged = await createTestDatabase();
  onTestFinished(() => damaged.drop());
  const client = new pg.Client({ connectionString: damaged.url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(damage);
  const { code, ok, findings } = await diagnose(damaged.url);
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(findings).toMatchObject([{ severity: "problem", what: expect.stringContaining(what) }]);
  for (const statement of (findings[0]?.mend ?? "").split(/(?<=;) /)) await client.query(statement);
  expect((await diagnose(damaged.url)).findings.filter(({ severity }) => severity === "problem")).toEqual([]);
});

test("a setting of your own is a note, and the exit code is 0", async () => {
  await client.query('ALTER TABLE "QueueTask" SET (fillfactor = 70)');
  onTestFinished(async () => void (await client.query('ALTER TABLE "QueueTask" SET (fillfactor = 80)')));
  const { code, findings } = await diagnose();
  expect(code).toBe(0);
  expect(findings).toMatchObject([{ severity: "note", what: expect.stringContaining("is 70; expected 80") }]);
});

test("columns, indexes and constraints of your own are no finding", async () => {
  await client.query(
    `ALTER TABLE "QueueTask" ADD COLUMN mine int CHECK (mine > 0); CREATE INDEX mine ON "QueueTask" (mine)`,
  );
  onTestFinished(async () => void (await client.query('ALTER TABLE "QueueTask" DROP COLUMN mine')));
  expect((await diagnose()).findings).toEqual([]);
});

test("a database without tables is told to apply the migration", async () => {
  const { url } = await createEmptyDatabase();
  expect(await diagnose(url)).toMatchObject({
    code: 1,
    schema: null,
    version: 0,
    findings: [{ what: "The database has no table QueueTask.", mend: expect.stringContaining("queue init") }],
  });
});

test("tables outside of the search_path are named, with the SQL that mends it", async () => {
  const empty = await createEmptyDatabase();
  const { url } = empty;
  await empty.db.$executeRawUnsafe('CREATE SCHEMA jobs; CREATE TABLE jobs."QueueTask" ()');
  const { code, findings } = await diagnose(url);
  expect(code).toBe(1);
  expect(findings).toMatchObject([{ mend: expect.stringMatching(/ALTER ROLE .* SET search_path = .*, jobs;/) }]);
});

test("a newer schema is a note", async () => {
  await client.query(`COMMENT ON TABLE "QueueTask" IS 'queue schema 99'`);
  onTestFinished(
    async () => void (await client.query(`COMMENT ON TABLE "QueueTask" IS 'queue schema ${schemaVersion}'`)),
  );
  expect(await diagnose()).toMatchObject({ code: 0, version: 99, findings: [{ severity: "note" }] });
});

test("it works for a role that may only read and write the tables", async () => {
  const role = `reader_${process.pid}_${Date.now()}`;
  await client.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
  );
  onTestFinished(async () => void (await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)));
  const url = Object.assign(new URL(database.url), { username: role, password: "secret" }).href;
  expect(await diagnose(url)).toMatchObject({ ok: true, findings: [] });
});

test("a missing table is one finding, without its columns", async () => {
  const damaged = await createTestDatabase();
  onTestFinished(() => damaged.drop());
  await damaged.db.$executeRawUnsafe('DROP TABLE "QueueGate"');
  expect((await diagnose(damaged.url)).findings).toMatchObject([
    { what: "The table QueueGate is missing.", mend: expect.stringContaining("queue init") },
  ]);
});

test("a constraint that was added without validation is a note, and its SQL validates it", async () => {
  const damaged = await createTestDatabase();
  onTestFinished(() => damaged.drop());
  const [constraint] = await damaged.db.$queryRawUnsafe<{ text: string }[]>(
    `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'QueueTask_terminal_has_end'`,
  );
  await damaged.db.$executeRawUnsafe(
    `ALTER TABLE "QueueTask" DROP CONSTRAINT "QueueTask_terminal_has_end", ADD CONSTRAINT "QueueTask_terminal_has_end" ${constraint?.text} NOT VALID`,
  );
  const { code, findings } = await diagnose(damaged.url);
  expect(code).toBe(0);
  expect(findings).toMatchObject([
    { severity: "note", what: "The constraint QueueTask_terminal_has_end was not validated." },
  ]);
  await damaged.db.$executeRawUnsafe(findings[0]?.mend ?? "");
  expect((await diagnose(damaged.url)).findings).toEqual([]);
});

test("a notification that does not arrive is a problem", async () => {
  const other = await createEmptyDatabase();
  // PostgreSQL does not send notifications to other databases; a pooler in transaction mode loses them in the same way.
  const sender = new pg.Client({ connectionString: other.url });
  await sender.connect();
  onTestFinished(() => sender.end());
  expect(await checkNotifications(client, sender)).toMatchObject([
    { severity: "problem", what: "A notification did not arrive at a listening connection." },
  ]);
});

test("an unreachable database is an error without the password", async () => {
  const failure = project.run("doctor", "--url", "postgresql://ana:geheim@127.0.0.1:1/shop");
  await expect(failure).rejects.toThrow("The database cannot be reached: ");
  await expect(failure).rejects.not.toThrow("geheim");
});

test("without a URL, it says where it looks for one", async () => {
  await expect(project.run("doctor")).rejects.toThrow("Set DATABASE_URL, pass --url");
});

test("the text says what is wrong, why it matters and how to mend it", async () => {
  await client.query('DROP INDEX "QueueTask_start_within_idx"');
  const { output, code } = await project.run("doctor", "--url", database.url);
  expect(code).toBe(1);
  expect(output).toMatch(
    /✗ The index QueueTask_start_within_idx of QueueTask is missing\.\n {2}Why it matters: .+\n {2}To mend it: CREATE INDEX CONCURRENTLY/,
  );
});
