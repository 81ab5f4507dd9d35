import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Product, startProduct } from "./support/startProduct.ts";

let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

afterAll(() => product?.stop());

afterEach(() => {
  expect(product.problems.splice(0)).toEqual([]);
});

const atSignIn = (page: Page) => page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
const nextOf = (page: Page) => new URL(page.url()).searchParams.get("next");

/** Ends all sessions, as an administrator or the passing of time does. The pages do not know. */
async function endSessions(): Promise<void> {
  await product.db.session.deleteMany();
}

/** The browser reports each 401 as an error. */
function forgetRefusals(): void {
  product.problems.splice(
    0,
    Number.POSITIVE_INFINITY,
    ...product.problems.filter((problem) => !/\b401\b/.test(problem)),
  );
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
}

async function openTab(page: Page, path: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(path);
  return tab;
}

test("Send in a tab whose session has ended leads to the sign-in, and back to the text", async () => {
  const page = await product.openAs("Ana");
  await page.goto("/?show=completed");
  await page.getByLabel("To", { exact: true }).fill("someone@example.com");
  await endSessions();
  await page.getByRole("button", { name: "Send" }).click();
  await atSignIn(page);
  expect(nextOf(page)).toBe("/?show=completed");
  expect(await product.db.queueTask.count()).toBe(0);

  await signInAs(page, "Ana");
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  expect(await page.getByLabel("To", { exact: true }).inputValue()).toBe("someone@example.com");
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator("[data-task-id]").first().waitFor();
  forgetRefusals();
});

test("the inbox stops asking when the session has ended, and leads to the sign-in", async () => {
  const page = await product.openAs("Ana");
  await page.goto("/inbox");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await endSessions();
  await atSignIn(page);
  expect(nextOf(page)).toBe("/inbox");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  // Longer than the time between two requests of the inbox: nothing may come, so there is no event to wait for.
  await page.waitForTimeout(6_000);
  expect(asked.filter((url) => url.includes("/trpc/"))).toEqual([]);
  forgetRefusals();
});

test("a file's link without a session leads to the sign-in, and from there to the file", async () => {
  const page = await product.openAs("Ana");
  const key = await page.evaluate(async () => {
    const response = await fetch("/api/uploads", {
      method: "POST",
      body: "email\n",
      headers: { "x-file-name": "a.csv" },
    });
    return ((await response.json()) as { key: string }).key;
  });
  await endSessions();
  const tab = await openTab(page, `/api/files/${key}`);
  await tab.getByRole("link", { name: "Sign in to open it" }).click();
  await atSignIn(tab);
  const download = tab.waitForEvent("download");
  await signInAs(tab, "Ana");
  expect((await download).suggestedFilename()).toMatch(/a\.csv$/);
  forgetRefusals();
});

test("a sign-out in one tab leaves no data in another tab, at once", async () => {
  const first = await product.openAs("Ana");
  const [second, third] = [await openTab(first, "/inbox"), await openTab(first, "/?show=failed")];
  await second.getByRole("heading", { name: "Inbox" }).waitFor();
  await third.getByRole("button", { name: "Account of Ana" }).waitFor();
  await first.bringToFront();
  await first.getByRole("button", { name: "Account of Ana" }).click();
  await first.getByRole("button", { name: "Sign out" }).click();
  await Promise.all([first, second, third].map(atSignIn));
  expect([nextOf(second), nextOf(third)]).toEqual(["/inbox", "/?show=failed"]);

  // A sign-in leads all of them on.
  await signInAs(first, "Ana");
  await second.getByRole("heading", { name: "Inbox" }).waitFor();
  await third.getByRole("button", { name: "Account of Ana" }).waitFor();
});

test("another user who signs in in one tab is the user of every tab, and nothing of both is mixed", async () => {
  const first = await product.openAs("Ana");
  await first.getByRole("button", { name: "Send" }).click();
  await first.getByText("Send a welcome email to ana@example.com").first().waitFor();
  const second = await openTab(first, "/");
  await second.getByText("Send a welcome email to ana@example.com").first().waitFor();
  await first.getByRole("button", { name: "Account of Ana" }).click();
  await first.getByRole("button", { name: "Sign out" }).click();
  await atSignIn(second);
  await signInAs(second, "Ben");
  for (const page of [first, second]) {
    await page.getByRole("button", { name: "Account of Ben" }).waitFor();
    expect(await page.getByText("ana@example.com").count()).toBe(0);
  }
});
