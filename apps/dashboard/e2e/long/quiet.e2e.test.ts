import { beforeAll, expect, test } from "vitest";
import { setUpProduct } from "../support/setUpProduct.ts";
import { startOtherProcess } from "../support/startOtherProcess.ts";
import { watchRequests } from "../support/watchRequests.ts";

const product = setUpProduct();

/** Real time in which nobody touches a tab; two polls fit in. A minute has three of it. */
const quietMs = 20_000;

/** The requests in that time. The tests below read them: waiting once is enough. */
const requestsOf = {
  idle: [] as string[],
  oneActive: [] as string[],
  fiftyActive: [] as string[],
};

beforeAll(async () => {
  const other = startOtherProcess(product.databaseUrl);
  try {
    // Nobody runs these, so they stay active.
    await other.addMany(await product.idOf("Ben"), 1, 0);
    await other.addMany(await product.idOf("Olga"), 50, 0);
  } finally {
    await other.stop();
  }
  const [idle, oneActive, fiftyActive] = [
    await product.openAs("Ana"),
    await product.openAs("Ben"),
    await product.openAs("Olga"),
  ];
  const watched = [idle, oneActive, fiftyActive].map((page) => watchRequests(page.context()));
  await idle.waitForTimeout(quietMs);
  [requestsOf.idle, requestsOf.oneActive, requestsOf.fiftyActive] = watched.map((requests) => requests.take()) as [
    string[],
    string[],
    string[],
  ];
}, 180_000);

test("an idle tab asks for nothing", () => {
  expect(requestsOf.idle).toEqual([]);
});

test("a tab asks at most six times a minute while one task is active", () => {
  expect(requestsOf.oneActive.length, requestsOf.oneActive.join()).toBeLessThanOrEqual(2);
  expect(requestsOf.oneActive.length).toBeGreaterThan(0);
});

test("a tab asks at most six times a minute while fifty tasks are active", () => {
  expect(requestsOf.fiftyActive.length, requestsOf.fiftyActive.join()).toBeLessThanOrEqual(2);
});
