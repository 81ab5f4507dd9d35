import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "../test/support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue } = await import("./queue.ts");
const { chargeAgain, chargeNow, readSubject } = await import("./orders.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("a worker adds a task and returns its id, and both results are read with their types", async () => {
  queue.start();
  const receiptTaskId = await chargeNow("o-1", "ana@example.com");
  await queue.waitForTask(receiptTaskId ?? "");
  expect(await readSubject(receiptTaskId ?? "")).toBe("Receipt for order o-1");
});

test("the id of a task of another type is the id of no receipt", async () => {
  const { id } = await queue.addToQueue("CHARGE_ORDER", { orderId: "o-2", email: "ana@example.com", cents: 1 });
  expect(await readSubject(id)).toBeNull();
});

test("tasks that are added together have the types of their entries", async () => {
  expect(await chargeAgain("o-3", "ben@example.com")).toEqual({ cents: 500, sentTo: "ben@example.com" });
});
