import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Product, startProduct } from "./support/startProduct.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const soon = { timeout: 90_000 };

let product: Product;

beforeAll(async () => {
  product = await startProduct();
  await addTasks();
});

afterAll(() => product?.stop());

afterEach(() => {
  expect(product.problems.splice(0)).toEqual([]);
});

/** For tests that visit all pages. */
const manyPages = { timeout: 400_000 };

/** Adds one task of Ana's in each state, with known ids. */
async function addTasks(): Promise<void> {
  const { id: ownerId } = await product.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
  const now = new Date();
  const later = new Date(Date.now() + 3_600_000);
  const common = { ownerId, data: { to: "ana@example.com", template: "welcome" }, type: "EMAIL_SEND" };
  const ended = { ...common, attempts: 1, finishedAt: now, startedAt: now, processedAt: now };
  await product.db.queueTask.createMany({
    data: [
      { ...common, id: "waiting00001", scheduledFor: later },
      { ...common, id: "retrying0001", status: "FAILED", attempts: 1, scheduledFor: later, errorMessage: "421 busy" },
      { ...ended, id: "completed001", status: "COMPLETED", result: { to: "ana@example.com", subject: "Welcome" } },
      {
        ...ended,
        id: "failed000001",
        status: "MAX_RETRIES_REACHED",
        terminalReason: "UNRECOVERABLE",
        errorMessage: "550 There is no such mailbox",
      },
      { ...ended, id: "cancelled001", status: "CANCELLED", terminalReason: "CANCELLED" },
    ],
  });
  await product.db.queueTaskAttempt.create({
    data: {
      taskId: "failed000001",
      attempt: 1,
      outcome: "FAILED",
      errorMessage: "550",
      startedAt: now,
      finishedAt: now,
    },
  });
  await product.db.queueTaskLog.create({
    data: { taskId: "failed000001", attempt: 1, level: "warn", message: "The server refused" },
  });
}

/** Returns axe's violations of the current page, each with its element. */
async function findViolations(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.effect?.getTiming().iterations !== 1),
  );
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  });
}

const pages = [
  ["My tasks", "/", /^550 There is no such mailbox$/],
  ["a tab", "/?show=completed", /took 0 ms$/],
  ["a waiting task", "/tasks/waiting00001", /^Waiting$/],
  ["a task that will be retried", "/tasks/retrying0001", /^421 busy$/],
  ["a completed task", "/tasks/completed001", /was sent to/],
  ["a failed task", "/tasks/failed000001", /The server refused/],
  ["a cancelled task", "/tasks/cancelled001", /^Cancelled$/],
  ["the inbox", "/inbox", /^No emails yet$/],
  ["a page that is not there", "/nowhere", /^Page not found$/],
] as const;

test.each(["light", "dark"] as const)("axe finds nothing wrong with the sign-in in %s", async (colorScheme) => {
  const page = await product.open("/sign-in", { colorScheme });
  await page.getByRole("button", { name: /^Ana/ }).waitFor();
  expect(await findViolations(page)).toEqual([]);
});

test.each(["light", "dark"] as const)("axe finds nothing wrong with any page in %s", manyPages, async (colorScheme) => {
  const page = await product.openAs("Ana", { colorScheme, reducedMotion: "reduce" });
  for (const [name, path, sign] of pages) {
    await page.goto(path);
    await page.getByText(sign).first().waitFor();
    expect({ name, violations: await findViolations(page) }).toEqual({ name, violations: [] });
  }
});

test.each(["light", "dark"] as const)(
  "axe finds nothing wrong with menus, dialogs and toasts in %s",
  async (colorScheme) => {
    const page = await product.openAs("Ana", { colorScheme, reducedMotion: "reduce" });
    await page.locator("[data-task-id]").first().waitFor();
    for (const name of [/^Theme/, /^Notifications/, /^Account/]) {
      await page.getByRole("button", { name }).click();
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("[data-task-id]").first().hover();
    expect(await findViolations(page)).toEqual([]);
  },
);

test.each([320, 375, 768])("no page scrolls sideways at %i px", manyPages, async (width) => {
  const page = await product.openAs("Ana", { viewport: { width, height: 640 }, hasTouch: true });
  for (const [name, path, sign] of pages) {
    await page.goto(path);
    await page.getByText(sign).first().waitFor();
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect({ name, excess }).toEqual({ name, excess: 0 });
  }
});

test("a dark page is dark before the application has started", async () => {
  const page = await product.open("/sign-in");
  await page.evaluate(() => localStorage.setItem("theme", "dark"));
  await page.route("**/assets/*.js", () => {});
  await page.goto("/sign-in", { waitUntil: "commit" });
  await expect
    .poll(() => page.evaluate(() => document.body && getComputedStyle(document.documentElement).backgroundColor), soon)
    .toBe("rgb(15, 18, 22)");
  expect(await page.evaluate(() => document.querySelector("#root")?.childElementCount)).toBe(0);
  await page.close();
});
