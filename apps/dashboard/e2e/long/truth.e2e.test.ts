import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findUntruths } from "../support/findUntruths.ts";
import { restartProblems } from "../support/restartProblems.ts";
import { setHidden } from "../support/setHidden.ts";
import { setUpProduct } from "../support/setUpProduct.ts";
import { type OtherProcess, otherType, startOtherProcess } from "../support/startOtherProcess.ts";

const product = setUpProduct();
let other: OtherProcess;

beforeEach(() => {
  other = startOtherProcess(product.databaseUrl);
});

afterEach(async () => {
  await other.stop();
  await product.db.queueTask.deleteMany();
});

const soon = { timeout: 90_000 };
async function whenFinished(ownerId: string, count: number): Promise<void> {
  const where = { ownerId, finishedAt: { not: null } };
  await expect.poll(() => product.db.queueTask.count({ where }), soon).toBeGreaterThanOrEqual(count);
}

/** Everything that a page shows must be true 5 s after the last change. */
async function expectTruth(page: Page, ownerId: string): Promise<void> {
  await page.waitForTimeout(5_000);
  expect(await findUntruths(page, product.db, ownerId)).toEqual([]);
}

test("after 1,000 short tasks of another process everything is true, also in a tab that was hidden meanwhile", async () => {
  const ownerId = await product.idOf("Ana");
  const [visible, hidden] = [await product.openAs("Ana"), await product.openAs("Ana")];
  other.queue.start({ concurrency: 20 });
  await other.addMany(ownerId, 1_000, 200);
  await whenFinished(ownerId, 200);
  await setHidden(hidden, true);
  await whenFinished(ownerId, 1_000);
  await expectTruth(visible, ownerId);
  await setHidden(hidden, false);
  await expectTruth(hidden, ownerId);
});

test("everything is true again after the server was killed and restarted while tasks ran and others were deleted", async () => {
  const ownerId = await product.idOf("Ana");
  const page = await product.openAs("Ana");
  product.problems.expect(...restartProblems);
  other.queue.start({ concurrency: 20 });
  await other.addMany(ownerId, 500, 200);
  await whenFinished(ownerId, 100);
  await product.killServer();
  const [first] = await product.db.queueTask.findMany({ where: { ownerId, status: "PENDING" }, take: 1 });
  await product.db.queueTask.deleteMany({ where: { ownerId, status: "PENDING", id: { not: first?.id ?? "" } } });
  await product.startServer();
  const where = { ownerId, finishedAt: null };
  await expect.poll(() => product.db.queueTask.count({ where }), soon).toBe(0);
  await expectTruth(page, ownerId);
});

test("a task that another process deletes while it is shown disappears: row, toast and count", async () => {
  const ownerId = await product.idOf("Ben");
  const page = await product.openAs("Ben");
  const ids = [];
  for (const name of ["one", "two", "three"]) ids.push(await other.add(ownerId, { name }));
  await page.locator(`[data-task-row="${ids[2]}"]`).waitFor();
  await page.locator("[data-task-id]").waitFor();
  for (const id of ids) await other.queue.deleteFromQueue(id);
  await expectTruth(page, ownerId);
  expect(await page.locator("[data-task-row], [data-task-id]").count()).toBe(0);
});

test("a task that is retried is followed to its end behind 55 newer failures", async () => {
  const ownerId = await product.idOf("Ben");
  const nowMs = Date.now();
  const failure = { type: otherType, ownerId, attempts: 1, maxAttempts: 2, errorMessage: "Out of paper" };
  await product.db.queueTask.create({
    data: {
      ...failure,
      id: "retried00001",
      status: "FAILED",
      data: { name: "Monthly report" },
      failureCount: 1,
      createdAt: new Date(nowMs - 60_000),
      startedAt: new Date(nowMs - 50_000),
      processedAt: new Date(nowMs - 50_000),
      scheduledFor: new Date(nowMs + 6_000),
    },
  });
  await product.db.queueTask.createMany({
    data: Array.from({ length: 55 }, (_, index) => ({
      ...failure,
      id: `failure${String(index).padStart(5, "0")}`,
      status: "MAX_RETRIES_REACHED" as const,
      data: { name: `Report ${index}` },
      terminalReason: "EXHAUSTED",
      createdAt: new Date(nowMs - 30_000 + index),
      startedAt: new Date(nowMs - 30_000 + index),
      processedAt: new Date(nowMs - 20_000 + index),
      finishedAt: new Date(nowMs - 20_000 + index),
    })),
  });
  const page = await product.openAs("Ben");
  await page.locator("[data-task-row=retried00001]").getByText("Will retry").waitFor();
  await page.getByRole("link", { name: "Failed 55" }).waitFor();
  other.queue.start();
  await page.getByRole("link", { name: "Completed 1" }).waitFor();
  await expectTruth(page, ownerId);
  await page.locator("[data-task-row=retried00001]").getByText("Completed").waitFor();
});
