import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UnrecoverableError } from "../../src/errors.ts";
import type { PrismaClientLike } from "../../src/types.ts";
import { createContactImportWorker } from "../../src/workers/contactImport/contactImport.ts";
import { contactImportInput } from "../../src/workers/contactImport/contactImportInput.ts";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";
import type { FileStorage } from "../../src/workers/storage/FileStorage.ts";
import { hashForKey, ownedStorageKey } from "../../src/workers/storage/storageKey.ts";
import { startHttpServer } from "./startHttpServer.ts";
import { createTestContext, type TestContext } from "./testContext.ts";

let database: TestDatabase;
let folder: string;
let storage: FileStorage;
let imports = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "imports-"));
  storage = diskStorage(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileKey = "uploads/user-1/contacts.csv";

function newContext(signal?: AbortSignal): TestContext {
  imports += 1;
  return createTestContext({ id: `import-${imports}`, ...(signal ? { signal } : {}) });
}

function run(
  context: TestContext,
  data: unknown = { fileUrl: `upload:${fileKey}` },
  db: PrismaClientLike = database.db,
) {
  const worker = createContactImportWorker(db, { storage, isAddressAllowed: () => true });
  return worker.run(contactImportInput.parse(data), context);
}

async function runFile(content: string | Uint8Array, context = newContext(), options: unknown = {}) {
  await storage.write(fileKey, Buffer.from(content));
  return run(context, { fileUrl: `upload:${fileKey}`, options });
}

function readContacts(context: TestContext) {
  return database.db.contact.findMany({
    where: { importId: context.task.id },
    orderBy: { rowNumber: "asc" },
    select: { rowNumber: true, email: true, name: true, company: true, ownerId: true },
  });
}

async function readEmails(context: TestContext): Promise<string[]> {
  return (await readContacts(context)).map(({ email }) => email);
}

function createCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `person${index + 1}@example.com,Person ${index + 1}`);
  return `email,name\n${lines.join("\n")}\n`;
}

test("rows become contacts of the task's owner, whatever the order and case of the columns", async () => {
  const context = newContext();
  const result = await runFile("Company,EMAIL,Phone,Name\nAcme,ana@example.com,1,Ana\n,bo@example.com,,\n", context);
  expect(result).toEqual({ rows: 2, imported: 2, rejected: 0, firstErrors: [] });
  expect(await readContacts(context)).toEqual([
    { rowNumber: 1, email: "ana@example.com", name: "Ana", company: "Acme", ownerId: "user-1" },
    { rowNumber: 2, email: "bo@example.com", name: null, company: null, ownerId: "user-1" },
  ]);
});

test("rows that are no contacts are rejected one by one, under the numbers that a spreadsheet gives them", async () => {
  const context = newContext();
  const result = await runFile(
    "email,name\nana@example.com,Ana\nnobody,Bo\n\n,Cy\ndee@example.com,Dee,surplus\n",
    context,
  );
  expect(result).toEqual({
    rows: 4,
    imported: 1,
    rejected: 3,
    firstErrors: [
      { row: 2, message: 'email "nobody" is not a mail address' },
      { row: 4, message: "email is missing" },
      { row: 5, message: "has 3 columns, the first line has 2" },
    ],
  });
  expect(await database.db.contactImportError.count({ where: { importId: context.task.id } })).toBe(3);
});

test.each([
  ["commas", "email,name\nana@example.com,Ana\n"],
  ["semicolons", "email;name\nana@example.com;Ana\n"],
  ["tabs", "email\tname\nana@example.com\tAna\n"],
  ["a byte order mark", "\ufeffemail,name\nana@example.com,Ana\n"],
  ["Windows line ends", "email,name\r\nana@example.com,Ana\r\n"],
  ["old Mac line ends", "email,name\rana@example.com,Ana\r"],
  ["quotes", '"email","name"\n"ana@example.com","Ana"\n'],
  ["no line end at the end", "email,name\nana@example.com,Ana"],
  ["empty lines", "\n\nemail,name\n\nana@example.com,Ana\n\n\n"],
  ["lines of delimiters only", "email,name\n,\nana@example.com,Ana\n,\n"],
])("a file with %s is read", async (_what, content) => {
  const context = newContext();
  expect(await runFile(content, context)).toMatchObject({ rows: 1, imported: 1, rejected: 0 });
  expect(await readContacts(context)).toMatchObject([{ email: "ana@example.com", name: "Ana" }]);
});

test("quoted fields keep their delimiters, quotes and line breaks", async () => {
  const context = newContext();
  await runFile('email,name\nana@example.com,"Doe, ""Ana""\nMaria"\nbo@example.com,5" Bo\n', context);
  expect(await readContacts(context)).toMatchObject([
    { rowNumber: 1, name: 'Doe, "Ana"\nMaria' },
    { rowNumber: 2, name: '5" Bo' },
  ]);
});

test("letters of any language are kept, also where the file is cut into pieces", async () => {
  const context = newContext();
  const bytes = Buffer.from(`email,name\nana@example.com,Zoë 你好 🙂\n`);
  await storage.write(fileKey, Readable.from([...bytes].map((byte) => Buffer.from([byte]))));
  const slow: FileStorage = {
    ...storage,
    read: async () =>
      Readable.from(
        [...bytes].map((byte) => Buffer.from([byte])),
        { objectMode: false },
      ),
  };
  await createContactImportWorker(database.db, { storage: slow, isAddressAllowed: () => true }).run(
    contactImportInput.parse({ fileUrl: `upload:${fileKey}` }),
    context,
  );
  expect(await readContacts(context)).toMatchObject([{ name: "Zoë 你好 🙂" }]);
});

test("a given delimiter is used instead of the one that the first line suggests", async () => {
  const context = newContext();
  await runFile("email;a,b,c,d\nana@example.com;x\n", context, { delimiter: ";" });
  expect(await readEmails(context)).toEqual(["ana@example.com"]);
});

test("a header alone imports nothing and is fine", async () => {
  expect(await runFile("email,name\n")).toEqual({ rows: 0, imported: 0, rejected: 0, firstErrors: [] });
});

test("of very many bad rows all are counted and the first 1,000 are kept", async () => {
  const context = newContext();
  const result = await runFile(`email\n${"nobody\n".repeat(2_500)}ana@example.com\n`, context);
  expect(result).toMatchObject({ rows: 2_501, imported: 1, rejected: 2_500 });
  expect(result.firstErrors).toHaveLength(20);
  expect(result.firstErrors[19]?.row).toBe(20);
  expect(await database.db.contactImportError.count({ where: { importId: context.task.id } })).toBe(1_000);
});

test("progress counts rows and never falls", async () => {
  const context = newContext();
  await runFile(createCsv(3_500), context);
  const percents = context.reports.map(({ percent }) => percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  const notes = context.reports.map(({ note }) => note);
  expect(notes).toContain("2,000 of 3,500 rows");
  expect(context.reports.at(-1)).toEqual({ percent: 100, note: "3,500 of 3,500 rows imported" });
});

describe("refused for good, with nothing imported:", () => {
  async function expectRefusal(content: string | Uint8Array, message: string): Promise<void> {
    const context = newContext();
    const refused = runFile(content, context);
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow(message);
    expect(await readEmails(context)).toEqual([]);
  }
  const manyRows = createCsv(5_000);

  test("an empty file", () => expectRefusal("", "The file is empty"));
  test("a file of empty lines", () => expectRefusal("\n\n\n", "The file is empty"));
  test("a file without an email column", () =>
    expectRefusal("Name,Phone\nAna,1\n", 'no column "email". Its first line names "Name", "Phone"'));
  test("a file in another encoding, also when that shows late", () =>
    expectRefusal(
      Buffer.concat([Buffer.from(manyRows), Buffer.from("zoe@example.com,Zo\xeb\n", "latin1")]),
      'The file is not UTF-8 but another encoding. Save it as UTF-8 (in Excel: "CSV UTF-8")',
    ));
  test("a file that ends within a character", () =>
    expectRefusal(Buffer.from("email,name\nzoe@example.com,Zoë").subarray(0, -1), "not UTF-8"));
  test("a UTF-16 file", () => expectRefusal(Buffer.from("\ufeffemail\nana@example.com\n", "utf16le"), "but UTF-16"));
  test("a binary file", () => expectRefusal(Buffer.from("PK\x03\x04\0\0\0\0"), "binary content"));
  test("a quotation mark that is never closed", () =>
    expectRefusal(`${manyRows}zoe@example.com,"Zoë\n${manyRows}`, "cannot be read from row 5001 on: a quotation mark"));
  test("an upload that is not there", async () => {
    const refused = run(newContext(), { fileUrl: "upload:uploads/user-1/gone.csv" });
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("not there any more");
  });
});

test("a database without the tables is told apart from one that is away", async () => {
  const empty = await createTestDatabase();
  try {
    await empty.db.$executeRawUnsafe('DROP TABLE "Contact"');
    await storage.write(fileKey, Buffer.from(createCsv(1)));
    const refused = run(newContext(), { fileUrl: `upload:${fileKey}` }, empty.db);
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("Run the migrations");
  } finally {
    await empty.drop();
  }
});

/** The database's client, with a look at each insert before it is sent. */
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
      return database.db.$queryRawUnsafe<T>(query, ...values);
    },
  };
}

/** A client that fails when it should store this row in this table. */
function failAt(failingTable: string, rowNumber: number): PrismaClientLike {
  return watchInserts((table, rowNumbers) => {
    if (table === failingTable && rowNumbers.includes(rowNumber)) throw new Error("the process is dying");
  });
}

test("a cancelled import stops after the batch at hand, with the reason of its signal", async () => {
  const controller = new AbortController();
  const context = newContext(controller.signal);
  const cancelling = {
    ...context,
    progress: (_percent: number, note?: string) => {
      if (note === "2,000 of 50,000 rows") controller.abort(new Error("cancelled by the user"));
    },
  };
  await storage.write(fileKey, Buffer.from(createCsv(50_000)));
  await expect(run(cancelling)).rejects.toThrow("cancelled by the user");
  expect(await database.db.contact.count({ where: { importId: context.task.id } })).toBeLessThanOrEqual(3_000);
});

describe("after an attempt that stopped in the middle", () => {
  test.each([
    ["Contact", 3_499],
    ["ContactImportError", 3_500],
  ])("the next goes on with the batch that was not stored whole, when its table %s failed", async (table, row) => {
    const lines = createCsv(5_000).split("\n");
    for (const bad of [10, 3_500, 3_501, 4_999]) lines[bad] = "nobody,x";
    await storage.write(fileKey, Buffer.from(lines.join("\n")));
    const context = newContext();
    await expect(run(context, undefined, failAt(table, row))).rejects.toThrow("the process is dying");

    const stored: number[] = [];
    const result = await run(
      context,
      undefined,
      watchInserts((_table, rowNumbers) => stored.push(...rowNumbers)),
    );
    expect(result).toMatchObject({ rows: 5_000, imported: 4_996, rejected: 4 });
    expect(result.firstErrors.map((error) => error.row)).toEqual([10, 3_500, 3_501, 4_999]);
    expect(Math.min(...stored)).toBe(table === "Contact" ? 2_001 : 3_001);
    expect(new Set(await readEmails(context)).size).toBe(4_996);
  });

  test("the next knows how many errors were kept", async () => {
    const context = newContext();
    const bad = (count: number) => "nobody\n".repeat(count);
    await storage.write(fileKey, Buffer.from(`email\n${bad(1_500)}ana@example.com\n${bad(1_000)}bo@example.com\n`));
    await expect(run(context, undefined, failAt("Contact", 2_502))).rejects.toThrow("the process is dying");
    expect(await run(context)).toMatchObject({ rows: 2_502, imported: 2, rejected: 2_500 });
    expect(await database.db.contactImportError.count({ where: { importId: context.task.id } })).toBe(1_000);
  });

  test("a repeated import of a finished one answers the same and stores nothing twice", async () => {
    const context = newContext();
    const first = await runFile(createCsv(1_200), context);
    expect(await run(context)).toEqual(first);
    expect(await database.db.contact.count({ where: { importId: context.task.id } })).toBe(1_200);
  });
});

describe("from the web", () => {
  test("a file is imported, and its copy is removed afterwards", async () => {
    await using server = await startHttpServer((_request, response) => response.end(createCsv(10)));
    const context = newContext();
    expect(await run(context, { fileUrl: `${server.url}/contacts.csv` })).toMatchObject({ rows: 10, imported: 10 });
    expect(await storage.exists(copyKeyOf(context))).toBe(false);
  });

  test("a later attempt reads the file as the first one saw it", async () => {
    let requests = 0;
    await using server = await startHttpServer((_request, response) => {
      requests += 1;
      response.end(createCsv(requests === 1 ? 2_000 : 5));
    });
    const context = newContext();
    const data = { fileUrl: `${server.url}/contacts.csv` };
    await expect(run(context, data, failAt("Contact", 1))).rejects.toThrow("the process is dying");
    expect(await run(context, data)).toMatchObject({ rows: 2_000, imported: 2_000 });
    expect(requests).toBe(1);
  });

  function copyKeyOf(context: TestContext): string {
    const key = context.idempotencyKey;
    return ownedStorageKey("user-1", "imports", `${hashForKey(key)}.csv`);
  }
});
