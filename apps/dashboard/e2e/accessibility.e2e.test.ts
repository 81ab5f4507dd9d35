import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { addSampleTasks } from "./support/addSampleTasks.ts";
import { colourRules, findViolations } from "./support/findViolations.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const soon = { timeout: 90_000 };

const product = setUpProduct({ prepare: ({ db }) => addSampleTasks(db, "ana@example.com") });

/** For tests that visit all pages. */
const manyPages = { timeout: 400_000 };

const pages = [
  ["my tasks", "/", /^550 There is no such mailbox$/],
  ["a tab", "/?show=completed", /^Import newsletter.csv$/],
  ["an empty tab", "/?show=active&type=EMAIL_SEND", /^No emails$/],
  ["a search without result", "/?q=unheard%20of", /^No tasks match/],
  ["a waiting task", "/tasks/waiting00001", /^Waiting$/],
  ["a scheduled task", "/tasks/scheduled001", /^Starts (today|tomorrow) at /],
  ["a running task", "/tasks/running00001", /^50,000 rows imported$/],
  ["a task that will be retried", "/tasks/retrying0001", /^421 The mail server is busy$/],
  ["a completed task", "/tasks/completed002", /was sent to/],
  ["an import", "/tasks/completed003", /^Rejected rows/],
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

const narrow = { viewport: { width: 390, height: 780 }, hasTouch: true };

/** Returns by how many pixels the page is wider than the window, at each of these widths where it is. */
async function findSideways(page: Page, widths: readonly number[]): Promise<string[]> {
  const wide: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 640 });
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (excess > 0) wide.push(`${excess} px at ${width}`);
  }
  return wide;
}

test.each([
  ["wide", {}, []],
  ["narrow", narrow, [320, 375, 768]],
] as const)(
  "axe finds nothing wrong, light or dark, and nothing scrolls sideways, %s",
  manyPages,
  async (_name, options, widths) => {
    const page = await product.openAs("Ana", { reducedMotion: "reduce", ...options });
    const viewport = page.viewportSize();
    for (const [name, path, sign] of pages) {
      if (viewport) await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(path);
      await page.getByText(sign).first().waitFor();
      const light = await findViolations(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.waitForFunction(() => matchMedia("(prefers-color-scheme: dark)").matches);
      const dark = await findViolations(page, colourRules);
      const sideways = await findSideways(page, widths);
      expect({ name, light, dark, sideways }).toEqual({ name, light: [], dark: [], sideways: [] });
    }
  },
);

test("a finger finds targets of 44 px", async () => {
  const page = await product.openAs("Ana", narrow);
  await page.locator("[data-task-row]").first().waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main a:not([data-row-link]), main button, main select, main input")]
      .map((element) => ({ name: element.textContent || element.ariaLabel, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
      .map(({ name, box }) => `${name} ${box.width} × ${box.height}`),
  );
  expect(small).toEqual([]);
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
