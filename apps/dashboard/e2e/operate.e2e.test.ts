import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { addSampleSchedules } from "./support/addSampleSchedules.ts";
import { colourRules, findViolations } from "./support/findViolations.ts";
import { setHidden } from "./support/setHidden.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const soon = { timeout: 60_000 };

const product = setUpProduct({ prepare: ({ db }) => addSampleSchedules(db) });

const row = (page: Page, name: string) => page.locator(`[data-schedule="${name}"]`);

test("an operator comes from the account menu to the schedules, and others find nothing there", async () => {
  const page = await product.openAs("Olga");
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("link", { name: "Operate" }).click();
  await page.getByRole("heading", { name: "Schedules" }).waitFor();
  const digest = row(page, "nightly-report");
  await expect.poll(() => digest.textContent(), soon).toMatch(/Active.*Every day at 03:00.*Europe\/Paris.*Fired/);
  expect(await row(page, "former-report").textContent()).toContain("Orphaned");
  expect(await row(page, "launch-reminder").textContent()).toContain("Ended");

  const ana = await product.openAs("Ana");
  await ana.getByRole("button", { name: /^Account/ }).click();
  await ana.getByText("Keyboard shortcuts").waitFor();
  expect(await ana.getByRole("link", { name: "Operate" }).count()).toBe(0);
  expect((await ana.request.get("/operate/")).status()).toBe(404);
});

test("with the keyboard alone: pause with a reason, find it in the changes, and resume", async () => {
  const page = await product.openAs("Olga");
  await page.goto("/operate/schedules/hourly-clean-up");
  const pause = page.getByRole("button", { name: "Pause" });
  await pause.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Pause hourly-clean-up?" });
  await dialog.getByLabel("Reason").focus();
  await page.keyboard.type("The disk is being replaced");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("Paused by olga@example.com on").waitFor();
  await page.getByText("Next runs after the pause").waitFor();
  expect(await page.getByText("Reason: The disk is being replaced").count()).toBe(2);
  const resume = page.getByRole("button", { name: "Resume" });
  await resume.focus();
  await page.keyboard.press("Enter");
  await page.getByText("resumed it").waitFor();
  const entries = await product.db.queueAudit.findMany({
    where: { actor: "olga@example.com", name: "hourly-clean-up" },
  });
  expect(entries.map(({ action }) => action)).toEqual(["schedule.pause", "schedule.resume"]);
});

test("run now adds a task, and a second one is skipped while it is unfinished", async () => {
  const page = await product.openAs("Olga");
  await page.goto("/operate/");
  const run = page.getByRole("button", { name: "Run nightly-report now" });
  await run.click();
  await page.getByText(/^Added task \w+ for nightly-report/).waitFor();
  await expect.poll(() => row(page, "nightly-report").textContent(), soon).toContain("1 unfinished");
  const task = await product.db.queueTask.findFirstOrThrow({ where: { scheduleName: "nightly-report" } });
  expect(task).toMatchObject({ type: "DIGEST_SEND", scheduledSlot: null });
  await run.click();
  await page.getByText(/Added no task for nightly-report: an earlier task is unfinished/).waitFor();
});

test("a backfill says how many slots it has, and adds their tasks", async () => {
  const page = await product.openAs("Olga");
  await page.goto("/operate/schedules/hourly-clean-up");
  await page.getByRole("button", { name: "Backfill" }).click();
  const dialog = page.getByRole("dialog", { name: "Backfill hourly-clean-up" });
  await dialog.getByLabel("From").fill("2026-01-01T00:30");
  await dialog.getByLabel("To").fill("2026-01-01T03:30");
  await dialog.getByText("3 slots", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Backfill" }).click();
  await page.getByText(/added 3 tasks/).waitFor();
  await page.getByText("backfilled it").waitFor();
  const slots = { name: "hourly-clean-up", slot: { lt: new Date("2026-01-02") } };
  expect(await product.db.queueScheduleSlot.count({ where: slots })).toBe(3);
});

test("a deleted schedule is gone, and its address says so", async () => {
  const page = await product.openAs("Olga");
  await page.goto("/operate/schedules/launch-reminder");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted launch-reminder.").waitFor();
  await page.getByRole("heading", { name: "Schedules" }).waitFor();
  await row(page, "launch-reminder").waitFor({ state: "detached" });
  product.problems.expect(/404 \(Not Found\).*schedules\.read/, /404.*api/);
  await page.goto("/operate/schedules/launch-reminder");
  await page.getByRole("heading", { name: "Schedule not found" }).waitFor();
});

test("the list polls while it is visible, keeps the focus, and rests while it is hidden", async () => {
  const page = await product.openAs("Olga");
  const countPolls = watchPolls(page);
  await page.goto("/operate/");
  const pause = page.getByRole("button", { name: "Pause former-report" });
  await pause.focus();
  const before = countPolls();
  await expect.poll(countPolls, soon).toBeGreaterThan(before + 1);
  expect(await pause.evaluate((button) => button === document.activeElement)).toBe(true);
  await setHidden(page, true);
  const hidden = countPolls();
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  expect(countPolls()).toBeLessThanOrEqual(hidden + 1);
  const rested = countPolls();
  await setHidden(page, false);
  await expect.poll(countPolls, soon).toBeGreaterThan(rested);
});

/** Returns how many requests for the list a page has sent. */
function watchPolls(page: Page): () => number {
  let polls = 0;
  page.on("request", (request) => {
    if (request.url().includes("schedules.list")) polls += 1;
  });
  return () => polls;
}

test.each([
  ["wide", {}],
  ["narrow", { viewport: { width: 390, height: 780 }, hasTouch: true }],
] as const)("axe finds nothing wrong, light or dark, and nothing scrolls sideways, %s", async (_name, options) => {
  const page = await product.openAs("Olga", { reducedMotion: "reduce", ...options });
  const look = async () => {
    await page.emulateMedia({ colorScheme: "light" });
    const light = await findViolations(page);
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await findViolations(page, colourRules);
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    return { light, dark, excess };
  };
  const clean = { light: [], dark: [], excess: 0 };
  await page.goto("/operate/");
  await row(page, "nightly-report").waitFor();
  expect(await look()).toEqual(clean);
  for (const name of ["nightly-report", "quick-check"]) {
    await page.goto(`/operate/schedules/${name}`);
    await page.getByText("created it").waitFor();
    await page.getByText("Data and options of its tasks").click();
    expect({ name, ...(await look()) }).toEqual({ name, ...clean });
  }
  for (const button of ["Backfill", "Delete"]) {
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("dialog").waitFor();
    expect({ button, ...(await look()) }).toEqual({ button, ...clean });
    await page.keyboard.press("Escape");
  }
});
