import { describe, expect, test } from "vitest";
import { RunnerStoppedError, TaskCancelledError } from "../../src/domain/errors/errors.ts";
import type { PrismaClientLike } from "../../src/domain/types.ts";
import { hashForKey, ownedStorageKey } from "../../src/workers/storage/storageKey.ts";
import { createCsv, setUpImports } from "./setUpImports.ts";
import { startHttpServer } from "./startHttpServer.ts";
import type { TestContext } from "./testContext.ts";

const { database, storage, newContext, run, runFile, upload, readEmails } = setUpImports();

/** Returns the database's client, which calls a function with each insert before sending it. */
function watchInserts(onInsert: (table: string, rowNumbers: number[]) => void): PrismaClientLike {
  return {
    $queryRawUnsafe: async <T>(query: string, ...values: unknown[]) => {
      const table = /^INSERT INTO "(\w+)"/.exec(query)?.[1];
      const rows = table ? (JSON.parse(String(values[0])) as { rowNumber: number }[]) : [];
      if (table)
        onInsert(
          table,
          rows.map(({ rowNumber }) => rowNumber),
        );
      return database().$queryRawUnsafe<T>(query, ...values);
    },
  };
}

/** Returns a client that fails when it is about to store this row in this table. */
function failAt(failingTable: string, rowNumber: number): PrismaClientLike {
  return watchInserts((table, rowNumbers) => {
    if (table === failingTable && rowNumbers.includes(rowNumber)) throw new Error("the process is dying");
  });
}

test("a cancelled import stops after the current batch, with the reason of its signal", async () => {
  const controller = new AbortController();
  const context = newContext(controller.signal);
  const cancelling = {
    ...context,
    progress: (_percent: number, note?: string) => {
      if (note === "2,000 of 50,000 rows") controller.abort(new Error("cancelled by the user"));
    },
  };
  await upload(createCsv(50_000));
  await expect(run(cancelling)).rejects.toThrow("cancelled by the user");
  expect(await database().contact.count({ where: { importId: context.task.id } })).toBeLessThanOrEqual(3_000);
});

describe("after an attempt that stopped in the middle", () => {
  test.each([
    ["Contact", 3_499],
    ["ContactImportError", 3_500],
  ])("the next resumes with the incomplete batch, when the table %s failed", async (table, row) => {
    const lines = createCsv(5_000).split("\n");
    for (const bad of [10, 3_500, 3_501, 4_999]) lines[bad] = "nobody,x";
    await upload(lines.join("\n"));
    const context = newContext();
    await expect(run(context, { db: failAt(table, row) })).rejects.toThrow("the process is dying");

    const stored: number[] = [];
    const db = watchInserts((_table, rowNumbers) => stored.push(...rowNumbers));
    const result = await run(context, { db });
    expect(result).toMatchObject({ rows: 5_000, imported: 4_996, rejected: 4 });
    expect(result.firstErrors.map((error) => error.row)).toEqual([10, 3_500, 3_501, 4_999]);
    expect(Math.min(...stored)).toBe(table === "Contact" ? 2_001 : 3_001);
    expect(new Set(await readEmails(context)).size).toBe(4_996);
  });

  test("the next counts the errors that are stored", async () => {
    const context = newContext();
    const bad = (count: number) => "nobody\n".repeat(count);
    await upload(`email\n${bad(1_500)}ana@example.com\n${bad(1_000)}bo@example.com\n`);
    await expect(run(context, { db: failAt("Contact", 2_502) })).rejects.toThrow("the process is dying");
    expect(await run(context)).toMatchObject({ rows: 2_502, imported: 2, rejected: 2_500 });
    expect(await database().contactImportError.count({ where: { importId: context.task.id } })).toBe(1_000);
  });

  test("repeating a finished import returns the same result and stores nothing twice", async () => {
    const context = newContext();
    const first = await runFile(createCsv(1_200), context);
    expect(await run(context)).toEqual(first);
    expect(await database().contact.count({ where: { importId: context.task.id } })).toBe(1_200);
  });
});

describe("from the web", () => {
  test("a file is imported, and its copy is removed afterwards", async () => {
    await using server = await startHttpServer((_request, response) => response.end(createCsv(10)));
    const context = newContext();
    expect(await run(context, { data: { fileUrl: `${server.url}/contacts.csv` } })).toMatchObject({
      rows: 10,
      imported: 10,
    });
    expect(await storage().exists(copyKeyOf(context))).toBe(false);
  });

  test("a later attempt reads the copy that the first attempt made", async () => {
    let requests = 0;
    await using server = await startHttpServer((_request, response) => {
      requests += 1;
      response.end(createCsv(requests === 1 ? 2_000 : 5));
    });
    const context = newContext();
    const data = { fileUrl: `${server.url}/contacts.csv` };
    await expect(run(context, { data, db: failAt("Contact", 1) })).rejects.toThrow("the process is dying");
    expect(await run(context, { data })).toMatchObject({ rows: 2_000, imported: 2_000 });
    expect(requests).toBe(1);
  });

  test("the copy of a refused file is removed", async () => {
    await using server = await startHttpServer((_request, response) => response.end("name\nAna\n"));
    const context = newContext();
    await expect(run(context, { data: { fileUrl: server.url } })).rejects.toThrow('no column "email"');
    expect(await storage().exists(copyKeyOf(context))).toBe(false);
  });

  test.each([
    ["is cancelled", (id: string) => new TaskCancelledError(id), 1, false],
    ["ends with its runner, to go on elsewhere,", () => new RunnerStoppedError(), 1, true],
    ["fails with an attempt left", () => null, 2, true],
    ["fails with no attempt left", () => null, 3, false],
  ])("the copy of an import that %s: %#", async (_what, reasonOf, attempt, isKept) => {
    await using server = await startHttpServer((_request, response) => response.end(createCsv(10)));
    const controller = new AbortController();
    const context = { ...newContext(controller.signal), attempt };
    const db = watchInserts(() => {
      const reason = reasonOf(context.task.id);
      if (reason) controller.abort(reason);
      throw new Error("the process is dying");
    });
    await expect(run(context, { data: { fileUrl: server.url }, db })).rejects.toThrow();
    expect(await storage().exists(copyKeyOf(context))).toBe(isKept);
  });

  function copyKeyOf(context: TestContext): string {
    const key = context.idempotencyKey;
    return ownedStorageKey("user-1", "imports", `${hashForKey(key)}.csv`);
  }
});
