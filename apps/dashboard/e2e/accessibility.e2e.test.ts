import { expect, test } from "vitest";
import { addSampleTasks } from "./support/addSampleTasks.ts";
import { colourRules, findViolations } from "./support/findViolations.ts";
import { openForm } from "./support/openForm.ts";
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

test.each([
  ["wide", {}],
  ["narrow", narrow],
] as const)("axe finds nothing wrong with any page, light or dark, %s", manyPages, async (_name, options) => {
  const page = await product.openAs("Ana", { reducedMotion: "reduce", ...options });
  for (const [name, path, sign] of pages) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(path);
    await page.getByText(sign).first().waitFor();
    const light = await findViolations(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => matchMedia("(prefers-color-scheme: dark)").matches);
    expect({ name, light, dark: await findViolations(page, colourRules) }).toEqual({ name, light: [], dark: [] });
  }
});

test.each(["light", "dark"] as const)(
  "axe finds nothing wrong with menus, dialogs, toasts and opened details in %s",
  manyPages,
  async (colorScheme) => {
    const page = await product.openAs("Ana", { colorScheme, reducedMotion: "reduce" });
    const findHere = () => findViolations(page, colorScheme === "dark" ? colourRules : undefined);
    await page.locator("[data-task-id]").first().waitFor();
    for (const name of [/^Theme/, /^Notifications/, /^Account/]) {
      await page.getByRole("button", { name }).click();
      expect(await findHere()).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await findHere()).toEqual([]);
    await page.keyboard.press("Escape");
    for (const form of ["Photo", "Email", "Contacts"] as const) {
      const dialog = await openForm(page, form);
      expect(await findHere()).toEqual([]);
      await dialog.getByRole("button", { name: "Close" }).click();
    }
    const row = page.locator("[data-task-row=failed000001]");
    await row.hover();
    await row.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menu").waitFor();
    expect(await findHere()).toEqual([]);
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "Delete this task?" }).waitFor();
    expect(await findHere()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.goto("/tasks/failed000001");
    for (const title of ["Data", "Technical details"]) await page.getByRole("heading", { name: title }).click();
    await page.getByText("EMAIL_SEND").waitFor();
    expect(await findHere()).toEqual([]);
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

test("no page scrolls sideways at 320, 375 or 768 px", manyPages, async () => {
  const page = await product.openAs("Ana", { viewport: { width: 320, height: 640 }, hasTouch: true });
  for (const [name, path, sign] of pages) {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    await page.getByText(sign).first().waitFor();
    for (const width of [320, 375, 768]) {
      await page.setViewportSize({ width, height: 640 });
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect({ name, width, excess }).toEqual({ name, width, excess: 0 });
    }
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
