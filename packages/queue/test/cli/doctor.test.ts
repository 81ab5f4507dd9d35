import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { CliError } from "../../src/cli/CliError.ts";
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

async function connectTo(url: string): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: url });
  await connected.connect();
  onTestFinished(() => connected.end());
  return connected;
}

/** Statements with CONCURRENTLY must be sent alone. */
const split = (sql = ""): string[] => sql.split(/(?<=;)[ \n]/);

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
  const client = await connectTo(damaged.url);
  await client.query(damage);
  const { code, ok, findings } = await diagnose(damaged.url);
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(findings).toMatchObject([{ severity: "problem", what: expect.stringContaining(what) }]);
  for (const statement of split(findings[0]?.mend)) await client.query(statement);
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

/** Moves the tables of a new database into another schema, whose name must be quoted. */
async function createMovedTables(): Promise<{ url: string; client: pg.Client }> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  const client = await connectTo(url);
  await client.query('ALTER SCHEMA public RENAME TO "My ""Jobs"');
  return { url, client };
}

const withParameters = (url: string, parameters: Record<string, string>): string =>
  `${url}?${Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

test.each(["", `"$user", public`])(
  "tables outside of the search_path %j are named, with the SQL that mends it",
  async (path) => {
    const { url, client } = await createMovedTables();
    const database = `"${new URL(url).pathname.slice(1)}"`;
    await client.query(`SELECT set_config('search_path', $1, false)`, [path]);
    await client.query(`ALTER DATABASE ${database} SET search_path FROM CURRENT`);
    const { code, findings } = await diagnose(url);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ mend: expect.stringMatching(/^ALTER ROLE CURRENT_USER SET search_path = /) }]);
    // In this database only, because other tests have the same role.
    await client.query((findings[0]?.mend ?? "").replace(" SET ", ` IN DATABASE ${database} SET `));
    expect(await diagnose(url)).toMatchObject({ code: 0, schema: 'My "Jobs' });
  },
);

test("if the URL sets the search_path, the URL that mends it is named", async () => {
  const { url } = await createMovedTables();
  const { findings } = await diagnose(withParameters(url, { schema: "other" }));
  expect(findings).toMatchObject([{ mend: expect.stringContaining("?schema=My%20%22Jobs)") }]);
  expect(await diagnose(`${url}?schema=My%20%22Jobs`)).toMatchObject({ code: 0, findings: [] });
});

const tables = ["QueueGate", "QueueProvider", "QueueRunner", "QueueStatistic", "QueueTaskAttempt", "QueueTaskLog"];

test("in a schema whose name must be quoted, the SQL of each finding mends it", async () => {
  const { url, client } = await createMovedTables();
  await client.query(`SET search_path = "My ""Jobs"`);
  for (const [damage] of damages.slice(0, 5)) await client.query(damage);
  await client.query('ALTER TABLE "QueueTask" DROP COLUMN seq, DROP COLUMN status');
  for (const table of tables) await client.query(`DROP TABLE "${table}"`);
  await client.query("RESET search_path");
  const here = withParameters(url, { schema: 'My "Jobs' });
  const { findings } = await diagnose(here);
  expect(findings.length).toBeGreaterThan(tables.length + 5);
  for (const { mend } of findings) for (const statement of split(mend)) await client.query(statement);
  expect(await diagnose(here)).toMatchObject({ code: 0, findings: [] });
});

test.each([
  ["may not create temporary tables", {}, /GRANT TEMPORARY ON DATABASE ".+" TO "doctor_.+";$/],
  ["is read-only", { options: "-c default_transaction_read_only=on" }, /Pass the URL of the primary server/],
])("a connection that %s is told what to do", async (_, parameters, advice) => {
  const closed = await createTestDatabase();
  onTestFinished(() => closed.drop());
  const role = `doctor_${process.pid}_${Date.now()}`;
  await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => void (await client.query(`DROP ROLE ${role}`)));
  const owner = await connectTo(closed.url);
  await owner.query(`REVOKE TEMPORARY ON DATABASE "${new URL(closed.url).pathname.slice(1)}" FROM PUBLIC`);
  const url = Object.assign(new URL(closed.url), { username: role, password: "secret" }).href;
  const failure = diagnose(withParameters(url, parameters));
  await expect(failure).rejects.toThrow(CliError);
  await expect(failure).rejects.toThrow(advice);
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

test.each(tables)(
  "a missing table %s is one finding, and its SQL creates the table with its indexes",
  async (table) => {
    const damaged = await createTestDatabase();
    onTestFinished(() => damaged.drop());
    const client = await connectTo(damaged.url);
    await client.query(`DROP TABLE "${table}"`);
    const { findings } = await diagnose(damaged.url);
    expect(findings).toMatchObject([{ what: `The table ${table} is missing.` }]);
    await client.query(findings[0]?.mend ?? "");
    expect((await diagnose(damaged.url)).findings).toEqual([]);
  },
);

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
