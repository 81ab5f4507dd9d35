import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../src/testing/index.ts";

const databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
afterAll(() => Promise.all(databases.map((database) => database.drop())));
const [one, other] = databases.map((database) => database.db);

test("a row of one test database is not in another", async () => {
  await one?.queueTask.create({ data: { type: "EMAIL_SEND", data: {} } });
  expect(await one?.queueTask.count()).toBe(1);
  expect(await other?.queueTask.count()).toBe(0);
});
