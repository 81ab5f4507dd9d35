import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setUpProduct } from "./support/setUpProduct.ts";
import { startOtherProcess } from "./support/startOtherProcess.ts";
import { watchRequests } from "./support/watchRequests.ts";

const product = setUpProduct();

/** What happened in one minute of real time, in which nobody touched a tab. The tests below read it: waiting once is enough. */
const minute = {
  idle: [] as string[],
  oneActive: [] as string[],
  fiftyActive: [] as string[],
  tabsAfterEnd: [] as string[],
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
  // Another browser, whose session ends.
  const deleted = await product.openAs("Ana");
  const second = await deleted.context().newPage();
  await second.goto("/inbox");
  await second.getByText("No emails yet").waitFor();
  await second.goto("/?show=completed");
  await second.getByText("No completed tasks").waitFor();

  const watched = [idle, oneActive, fiftyActive].map((page) => watchRequests(page.context()));
  const untilMs = performance.now() + 60_000;
  const { token } = await product.db.session.findFirstOrThrow({
    where: { userId: await product.idOf("Ana") },
    orderBy: { createdAt: "desc" },
  });
  product.problems.expect(/\b401\b/);
  await product.db.session.delete({ where: { token } });
  await idle.waitForTimeout(untilMs - performance.now());
  [minute.idle, minute.oneActive, minute.fiftyActive] = watched.map((requests) => requests.take()) as [
    string[],
    string[],
    string[],
  ];
  minute.tabsAfterEnd = await Promise.all([deleted, second].map(whenSignedOut));
}, 180_000);

async function whenSignedOut(page: Page): Promise<string> {
  await page.getByRole("heading", { name: "Sign in to Queue" }).waitFor({ timeout: 20_000 });
  return page.url().slice(product.url.length);
}

test("an idle tab asks for nothing in a minute", () => {
  expect(minute.idle).toEqual([]);
});

test("a tab asks at most six times a minute while one task is active", () => {
  expect(minute.oneActive.length, minute.oneActive.join()).toBeLessThanOrEqual(6);
  expect(minute.oneActive.length).toBeGreaterThan(0);
});

test("a tab asks at most six times a minute while fifty tasks are active", () => {
  expect(minute.fiftyActive.length, minute.fiftyActive.join()).toBeLessThanOrEqual(6);
});

test("within a minute after a session was deleted, each of its open tabs shows the sign-in, though nobody touched them", () => {
  expect(minute.tabsAfterEnd).toEqual(["/sign-in", "/sign-in?next=%2F%3Fshow%3Dcompleted"]);
});
