import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeColumns } from "./support/describeColumns.ts";
import { listStatements, readStatementNames, sqlFiles } from "./support/listStatements.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client(queues.database.url);
  await client.connect();
});
afterAll(() => client.end());

/** Types whose text depends on settings of the session. No statement returns them. */
const changingTypes: Readonly<Record<number, string>> = {
  [pg.types.builtins.DATE]: "date",
  [pg.types.builtins.TIME]: "time",
  [pg.types.builtins.TIMETZ]: "timetz",
  [pg.types.builtins.TIMESTAMP]: "timestamp",
  [pg.types.builtins.TIMESTAMPTZ]: "timestamptz",
  [pg.types.builtins.INTERVAL]: "interval",
  [pg.types.builtins.MONEY]: "money",
  [pg.types.builtins.BYTEA]: "bytea",
  ...{
    1182: "date[]",
    1183: "time[]",
    1115: "timestamp[]",
    1185: "timestamptz[]",
    1187: "interval[]",
    1270: "timetz[]",
  },
};

test("every statement of the library is found", async () => {
  for (const file of sqlFiles) {
    const found = (await listStatements(file)).map(({ name }) => name);
    expect(found, file).not.toEqual([]);
    expect(found, file).toEqual(expect.arrayContaining(readStatementNames(file)));
  }
});

test.each(sqlFiles)("no statement of %s returns a time as text", async (file) => {
  for (const statement of await listStatements(file)) {
    const columns = await describeColumns(client, statement.text);
    const changing = columns.filter(({ type }) => changingTypes[type]);
    expect(changing.map(({ name, type }) => `${statement.name}: ${name} is ${changingTypes[type]}`)).toEqual([]);
  }
});

/** SQL whose meaning depends on the session's time zone: its offset, and days of 23 or 25 hours. */
const zoned =
  /date_trunc\('(?!minute')|::(date|time|timestamp)\b|interval '[^']*(day|week|month|year)|to_char|current_(date|time)\b|localtime/gi;

test.each(sqlFiles)("no statement of %s depends on the session's time zone", async (file) => {
  const texts = (await listStatements(file)).map(({ text }) => text);
  expect(texts.flatMap((text) => text.match(zoned) ?? [])).toEqual([]);
});
