import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setUpProduct } from "./support/setUpProduct.ts";
import { startOtherProcess } from "./support/startOtherProcess.ts";

const soon = { timeout: 90_000 };

const product = setUpProduct();

/** Presses Tab until the focused element has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (name.test(await nameOfFocus(page))) return;
  }
  throw new Error(`Tab never came to ${name}.`);
}

async function nameOfFocus(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const focused = document.activeElement as HTMLElement | null;
    return focused?.getAttribute("aria-label") ?? focused?.textContent ?? "";
  });
}

test("with the keyboard alone: sign in, send an email, open it from its toast, read it, and come back", async () => {
  const page = await product.open();
  await page.getByRole("button", { name: /^Ana/ }).waitFor();
  await tabTo(page, /Ana/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  await expect.poll(() => nameOfFocus(page), soon).toBe("My tasks");

  await page.keyboard.press("n");
  await page.getByRole("dialog", { name: "New task" }).waitFor();
  await tabTo(page, /^Email$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Send$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "New task" }).waitFor({ state: "hidden" });
  await page.locator("[data-task-id]").first().waitFor();
  await page.keyboard.press("Alt+t");
  await tabTo(page, /^View Send/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Send a welcome email/ }).waitFor();
  await expect.poll(() => nameOfFocus(page), soon).toMatch(/^Send a welcome email/);
  expect(await page.title()).toMatch(/^Send a welcome email.* · Queue$/);

  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await page.getByRole("link", { name: /^Welcome/ }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.frameLocator("iframe").getByText("Hello Ana").waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("nothing like this");
  await page.getByText("No tasks match “nothing like this”").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-task-row]").waitFor();
});

test("the help opens with ?, keeps the focus inside, and returns it", async () => {
  const page = await product.openAs("Ana");
  await tabTo(page, /^Inbox$/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("t");
  expect(await page.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(false);
  await page.keyboard.press("Escape");
  await page
    .getByRole("dialog")
    .waitFor({ state: "detached" })
    .catch(() => {});
  await expect.poll(() => nameOfFocus(page), soon).toBe("Inbox");
});

test("single-key shortcuts can be switched off", async () => {
  const page = await product.openAs("Ana");
  await page.keyboard.press("?");
  await page.getByLabel("Enable single-key shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("the first Tab offers to skip to the content", async () => {
  const page = await product.openAs("Ana");
  await page.reload();
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("Tab");
  expect(await nameOfFocus(page)).toBe("Skip to content");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
});

test("a menu closes with Escape and returns the focus to its button", async () => {
  const page = await product.openAs("Ana");
  await tabTo(page, /^Theme/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Dark/);
  await page.keyboard.press("Escape");
  expect(await nameOfFocus(page)).toMatch(/^Theme/);
  expect(await page.getByRole("button", { name: "Dark" }).count()).toBe(0);
});

test("Tab goes through the whole page with a toast open, and comes by everything once before it starts again", async () => {
  const other = startOtherProcess(product.databaseUrl);
  try {
    const page = await product.openAs("Ben");
    const ownerId = await product.idOf("Ben");
    const ids = [await other.add(ownerId, { name: "One" }), await other.add(ownerId, { name: "Two" })];
    for (const id of ids) await page.locator(`[data-task-row="${id}"]`).waitFor();
    await page.locator("[data-task-id]").waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const visited: string[] = [];
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => {
        const focused = document.activeElement as HTMLElement;
        focused.dataset.visit ??= String(document.querySelectorAll("[data-visit]").length);
        const place = focused.closest("[data-task-id]") ? "toast" : focused.closest("[data-task-row]") ? "row" : "page";
        return `${focused.dataset.visit} ${place} ${focused.getAttribute("aria-label") ?? focused.textContent}`;
      });
      if (name === visited[0]) break;
      visited.push(name);
    }
    expect(new Set(visited).size).toBe(visited.length);
    const names = visited.map((name) => name.replace(/^\d+ /, ""));
    expect(names).toContain("page Skip to content");
    expect(names.filter((name) => /^row (One|Two)$/.test(name))).toHaveLength(2);
    expect(names.filter((name) => name.startsWith("toast "))).toEqual([
      expect.stringMatching(/^toast View /),
      expect.stringMatching(/^toast Dismiss /),
    ]);
  } finally {
    await other.stop();
  }
});
