import { expect, test } from "vitest";
import type { Logger } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

/** Starts two runners, and returns the warnings of the service after a task has finished. */
async function readWarnings(connectionString?: string): Promise<string[]> {
  const warnings: string[] = [];
  const logger: Logger = { info: () => {}, warn: (message) => warnings.push(message), error: () => {} };
  const queue = queues.open({ ANY: { run: () => 1 } }, { logger, ...(connectionString && { connectionString }) });
  queue.start();
  queue.start();
  await queue.waitForTask((await queue.addToQueue("ANY", null)).id);
  await queue.close();
  return warnings;
}

test("a runner says nothing about tables that are as they should be", async () => {
  expect(await readWarnings()).toEqual([]);
  expect(await readWarnings(queues.database.url)).toEqual([]);
});

test.each([
  ["of an older version", "'queue schema 2'", "The queue's tables have version 2"],
  ["without a version", "NULL", "The queue's tables have no version"],
])("tables %s are reported once, with the command that upgrades them", async (_, comment, message) => {
  await queues.database.db.$executeRawUnsafe(`COMMENT ON TABLE "QueueTask" IS ${comment}`);
  expect(await readWarnings()).toEqual([expect.stringContaining(message)]);
  expect((await readWarnings())[0]).toContain('"npx --no-install queue init --upgrade"');
});

test("tables of a newer version are usual during a deployment", async () => {
  await queues.database.db.$executeRawUnsafe(`COMMENT ON TABLE "QueueTask" IS 'queue schema 99'`);
  expect(await readWarnings()).toEqual([]);
});

test("the SQL that Prisma cannot express is missed", async () => {
  const definition = await queues.database.db.$queryRawUnsafe<{ text: string }[]>(
    `SELECT pg_get_indexdef('"QueueTask_claim_idx"'::regclass) AS text`,
  );
  await queues.database.db.$executeRawUnsafe('DROP INDEX "QueueTask_claim_idx"');
  const warnings = await readWarnings();
  await queues.database.db.$executeRawUnsafe(definition[0]?.text ?? "");
  expect(warnings).toEqual([expect.stringContaining("The index QueueTask_claim_idx is missing")]);
  expect(warnings[0]).toContain('"npx --no-install queue init"');
});

test("a runner without tables reports a schema error, and no advice about versions", async () => {
  const reported: unknown[] = [];
  await queues.database.db.$executeRawUnsafe('ALTER TABLE "QueueTask" RENAME TO "Hidden"');
  const warnings: string[] = [];
  const logger: Logger = { info: () => {}, warn: (message) => warnings.push(message), error: () => {} };
  const queue = queues.open({ ANY: { run: () => 1 } }, { logger }).on("error", ({ error }) => reported.push(error));
  queue.start();
  await until(
    () => reported.length,
    (count) => count > 0,
  );
  await queue.close();
  await queues.database.db.$executeRawUnsafe('ALTER TABLE "Hidden" RENAME TO "QueueTask"');
  expect(reported[0]).toMatchObject({ code: "SCHEMA_MISMATCH" });
  expect(warnings).toEqual([]);
});
