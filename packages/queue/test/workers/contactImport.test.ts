import { Readable } from "node:stream";
import { createTestDatabase } from "@package/db/testing";
import { describe, expect, test } from "vitest";
import { UnrecoverableError } from "../../src/domain/errors/errors.ts";
import type { FileStorage } from "../../src/workers/storage/FileStorage.ts";
import { createCsv, fileKey, setUpImports } from "./setUpImports.ts";

const { database, storage, newContext, run, runFile, upload, readContacts, readEmails } = setUpImports();

test("rows become contacts of the task's owner, in any order and case of the columns", async () => {
  const context = newContext();
  const result = await runFile("Company,EMAIL,Phone,Name\nAcme,ana@example.com,1,Ana\n,bo@example.com,,\n", context);
  expect(result).toEqual({ rows: 2, imported: 2, rejected: 0, firstErrors: [] });
  expect(await readContacts(context)).toEqual([
    { rowNumber: 1, email: "ana@example.com", name: "Ana", company: "Acme", ownerId: "user-1" },
    { rowNumber: 2, email: "bo@example.com", name: null, company: null, ownerId: "user-1" },
  ]);
});

test("rows that are not contacts are rejected one by one, with their numbers in a spreadsheet", async () => {
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
      { row: 2, message: 'email "nobody" is not an email address' },
      { row: 4, message: "email is missing" },
      { row: 5, message: "has 3 columns, the first line has 2" },
    ],
  });
  expect(await database().contactImportError.count({ where: { importId: context.task.id } })).toBe(3);
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
  ["a line that names the delimiter", "sep=;\nemail;name\nana@example.com;Ana\n"],
  ["such a line, a byte order mark and Windows line ends", "\ufeffsep=;\r\nemail;name\r\nana@example.com;Ana\r\n"],
  ["such a line in quotes", '"sep=;"\r\n"email";"name"\r\n"ana@example.com";"Ana"\r\n'],
  ["such a line that names a tab", "sep=\t\nemail\tname\nana@example.com\tAna\n"],
  ["such a line that names another character", "sep=|\nemail|name\nana@example.com|Ana\n"],
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

test("letters of any language are kept, also at the boundaries of chunks", async () => {
  const context = newContext();
  const bytes = Buffer.from(`email,name\nana@example.com,Zoë 你好 🙂\n`);
  await upload(bytes);
  const slow: FileStorage = {
    ...storage(),
    read: async () =>
      Readable.from(
        [...bytes].map((byte) => Buffer.from([byte])),
        { objectMode: false },
      ),
  };
  await run(context, { storage: slow });
  expect(await readContacts(context)).toMatchObject([{ name: "Zoë 你好 🙂" }]);
});

test("the delimiter of the task replaces the one detected from the first line", async () => {
  const context = newContext();
  await upload("email;a,b,c,d\nana@example.com;x\n");
  await run(context, { data: { fileUrl: `upload:${fileKey}`, options: { delimiter: ";" } } });
  expect(await readEmails(context)).toEqual(["ana@example.com"]);
});

test("a line that names the delimiter is no row: the rows after the header keep their numbers", async () => {
  const context = newContext();
  const result = await runFile("sep=;\nemail;a,b,c,d,name\nana@example.com;x\nnobody;y\n", context);
  expect(result).toMatchObject({ rows: 2, imported: 1, firstErrors: [{ row: 2 }] });
  expect(await readContacts(context)).toMatchObject([{ rowNumber: 1, email: "ana@example.com" }]);
});

test("an upload is closed after each reading, also when the task has a delimiter", async () => {
  await upload(createCsv(50_000));
  const opened: Readable[] = [];
  const watched: FileStorage = {
    ...storage(),
    read: async (key) => {
      const stream = await storage().read(key);
      opened.push(stream);
      return stream;
    },
  };
  await run(newContext(), { storage: watched, data: { fileUrl: `upload:${fileKey}`, options: { delimiter: "," } } });
  await expect.poll(() => opened.map((stream) => stream.closed)).toEqual(opened.map(() => true));
});

test("a file with only a header completes and imports nothing", async () => {
  expect(await runFile("email,name\n")).toEqual({ rows: 0, imported: 0, rejected: 0, firstErrors: [] });
});

test("all bad rows are counted and the first 1,000 are stored", async () => {
  const context = newContext();
  const result = await runFile(`email\n${"nobody\n".repeat(2_500)}ana@example.com\n`, context);
  expect(result).toMatchObject({ rows: 2_501, imported: 1, rejected: 2_500 });
  expect(result.firstErrors).toHaveLength(20);
  expect(result.firstErrors[19]?.row).toBe(20);
  expect(await database().contactImportError.count({ where: { importId: context.task.id } })).toBe(1_000);
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

describe("fails permanently, with nothing imported:", () => {
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
  test("a file in another encoding, also when only its end shows it", () =>
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
  test("a row of very many columns, which would fill the memory", () =>
    expectRefusal(`email\n${",".repeat(2_000)}\n`, "Row 1 has 2,001 columns. The maximum is 1,000."));
  test("a missing upload", async () => {
    const refused = run(newContext(), { data: { fileUrl: "upload:uploads/user-1/gone.csv" } });
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("no longer exists");
  });
});

test("a database without the tables is distinguished from an unreachable one", async () => {
  const empty = await createTestDatabase();
  try {
    await empty.db.$executeRawUnsafe('DROP TABLE "Contact"');
    await upload(createCsv(1));
    const refused = run(newContext(), { db: empty.db });
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("Apply the migrations");
  } finally {
    await empty.drop();
  }
});
