import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeAnswer } from "./support/describeAnswer.ts";
import { listStatements, readStatementNames, sqlFiles } from "./support/listStatements.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client(queues.database.url);
  await client.connect();
});
afterAll(() => client.end());

/** Their text depends on settings of the session, so that none of these is ever sent. */
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

test.each(sqlFiles)("no time comes as text from a statement of %s", async (file) => {
  for (const statement of await listStatements(file)) {
    const columns = await describeAnswer(client, statement.text);
    const changing = columns.filter(({ type }) => changingTypes[type]);
    expect(changing.map(({ name, type }) => `${statement.name}: ${name} is ${changingTypes[type]}`)).toEqual([]);
  }
});

/** Their meaning depends on the session's zone: its offset, and days that have 23 hours or 25. */
const zoned =
  /date_trunc\('(?!minute')|::(date|time|timestamp)\b|interval '[^']*(day|week|month|year)|to_char|current_(date|time)\b|localtime/gi;

test.each(sqlFiles)("no statement of %s reckons in the session's time zone", async (file) => {
  const texts = (await listStatements(file)).map(({ text }) => text);
  expect(texts.flatMap((text) => text.match(zoned) ?? [])).toEqual([]);
});
