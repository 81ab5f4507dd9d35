import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findUntruths } from "../support/findUntruths.ts";
import { restartProblems } from "../support/restartProblems.ts";
import { setUpProduct } from "../support/setUpProduct.ts";
import { type OtherProcess, startOtherProcess } from "../support/startOtherProcess.ts";
import { type RestartableDatabase, startRestartableDatabase } from "../support/startRestartableDatabase.ts";
import { watchRequests } from "../support/watchRequests.ts";

let database: RestartableDatabase;
const product = setUpProduct({
  createDatabase: async () => {
    database = await startRestartableDatabase();
    return database;
  },
});
let other: OtherProcess;

beforeEach(() => {
  other = startOtherProcess(product.databaseUrl);
});
afterEach(() => other.stop());

const soon = { timeout: 60_000 };

/** Adds a task in another process. Resolves when the page shows it. */
async function seeAnotherTask(page: Page, ownerId: string, name: string): Promise<void> {
  const id = await other.add(ownerId, { name });
  await page.locator(`[data-task-row="${id}"]`).waitFor();
}

async function openLivePage() {
  const page = await product.openAs("Ana");
  const requests = watchRequests(page.context());
  await page.reload();
  const ownerId = await product.idOf("Ana");
  await seeAnotherTask(page, ownerId, "Before");
  return { page, requests, ownerId };
}

test("a page is live again after the killed server listens again", async () => {
  const { page, requests, ownerId } = await openLivePage();
  product.problems.expect(...restartProblems);
  await product.killServer();
  await expect.poll(() => requests.streamingPages(), soon).toEqual([]);
  requests.take();
  await product.startServer();
  await page.waitForResponse((response) => response.url().includes("queue.onStatus") && response.ok());
  await seeAnotherTask(page, ownerId, "After the server was killed");
});

test("a page shows the changes of other processes again after PostgreSQL was restarted", async () => {
  const { page, ownerId } = await openLivePage();
  product.problems.expect(...restartProblems);
  await database.stopServer();
  await database.startServer();
  await expect.poll(() => product.db.queueTask.count().catch(() => 0), soon).toBeGreaterThan(0);
  await seeAnotherTask(page, ownerId, "After the restart of PostgreSQL");
  await expect.poll(() => findUntruths(page, product.db, ownerId), soon).toEqual([]);
});

test("a page that was offline is live again", async () => {
  const { page, ownerId } = await openLivePage();
  product.problems.expect(/ERR_INTERNET_DISCONNECTED/, ...restartProblems);
  await page.context().setOffline(true);
  await other.add(ownerId, { name: "While the page was offline" });
  await page.context().setOffline(false);
  await page.getByText("While the page was offline").first().waitFor();
  await seeAnotherTask(page, ownerId, "After the page was offline");
});

test.each([1, -1])("a browser whose clock is wrong by %i h shows the right times and states", async (hours) => {
  const page = await product.openAs("Ben");
  await page.addInitScript((wrongByMs) => {
    const RealDate = Date;
    const now = () => RealDate.now() + wrongByMs;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
      apply: () => new RealDate(now()).toString(),
      get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
    });
  }, hours * 3_600_000);
  await page.reload();
  const ownerId = await product.idOf("Ben");
  const dueIn = async (ms: number, name: string) => {
    const { id } = await other.queue.addToQueue("REPORT_BUILD", { name }, { ownerId, delayMs: ms });
    return page.locator(`[data-task-row="${id}"]`);
  };
  const due = await dueIn(0, `Due ${hours}`);
  const scheduled = await dueIn(30 * 60_000, `Scheduled ${hours}`);
  await due.getByText("Waiting", { exact: true }).waitFor();
  await scheduled.getByText("Scheduled", { exact: true }).waitFor();
  await scheduled.getByText("Starts in 30 min").waitFor();
});
