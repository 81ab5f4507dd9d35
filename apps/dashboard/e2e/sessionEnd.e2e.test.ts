import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openForm } from "./support/openForm.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const product = setUpProduct();

const atSignIn = (page: Page) => page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
const nextOf = (page: Page) => new URL(page.url()).searchParams.get("next");

/** Ends all sessions, as an administrator or the passing of time does. The pages do not know. */
async function endSessions(): Promise<void> {
  await product.db.session.deleteMany();
}

/** The browser reports each refused request as an error. */
const expectRefusals = () => product.problems.expect(/\b401\b/);

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
  let dialog = await openForm(page, "Email");
  await dialog.getByLabel("To", { exact: true }).fill("someone@example.com");
  await endSessions();
  expectRefusals();
  await dialog.getByRole("button", { name: "Send" }).click();
  await atSignIn(page);
  expect(nextOf(page)).toBe("/?show=completed");
  expect(await product.db.queueTask.count()).toBe(0);

  await signInAs(page, "Ana");
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  dialog = await openForm(page, "Email");
  expect(await dialog.getByLabel("To", { exact: true }).inputValue()).toBe("someone@example.com");
  await dialog.getByRole("button", { name: "Send" }).click();
  await page.locator("[data-task-id]").first().waitFor();
});

test("the inbox stops asking when the session has ended, and leads to the sign-in", async () => {
  const page = await product.openAs("Ana");
  await page.goto("/inbox");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await endSessions();
  expectRefusals();
  await atSignIn(page);
  expect(nextOf(page)).toBe("/inbox");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  // Longer than the time between two requests of the inbox: nothing may come, so there is no event to wait for.
  await page.waitForTimeout(6_000);
  expect(asked.filter((url) => url.includes("/trpc/"))).toEqual([]);
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
  expectRefusals();
  const tab = await openTab(page, `/api/files/${key}`);
  await tab.getByRole("link", { name: "Sign in to open it" }).click();
  await atSignIn(tab);
  const download = tab.waitForEvent("download");
  await signInAs(tab, "Ana");
  expect((await download).suggestedFilename()).toMatch(/a\.csv$/);
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

test("another user who signs in in one tab is the user of every tab, and nothing of the first one is left", async () => {
  const anaId = await product.idOf("Ana");
  const first = await product.openAs("Ana");
  const dialog = await openForm(first, "Email");
  await dialog.getByRole("button", { name: "Send" }).click();
  await first.getByText("Send a welcome email to ana@example.com").first().waitFor();
  const second = await openTab(first, "/");
  await second.getByText("Send a welcome email to ana@example.com").first().waitFor();
  await first.getByRole("button", { name: "Account of Ana" }).click();
  await first.getByRole("button", { name: "Sign out" }).click();
  await atSignIn(second);
  await signInAs(second, "Ben");
  for (const page of [first, second]) {
    await page.getByRole("button", { name: "Account of Ben" }).waitFor();
    const left = await page.evaluate(
      () => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }),
    );
    expect(left).not.toContain("ana@example.com");
    expect(left).not.toContain(anaId);
  }
});
