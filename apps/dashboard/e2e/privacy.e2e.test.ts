import { expect, test } from "vitest";
import { openForm } from "./support/openForm.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const product = setUpProduct();

test("two users do not see each other's tasks, images or emails", async () => {
  const ana = await product.openAs("Ana");
  const ben = await product.openAs("Ben");
  const photo = await openForm(ana, "Photo");
  await photo.getByRole("button", { name: "Try a sample" }).first().click();
  await ana.locator("[data-task-id][data-kind=completed]").waitFor();
  const email = await openForm(ana, "Email");
  await email.getByRole("button", { name: "Send" }).click();
  await ana.getByRole("link", { name: "Completed 2" }).waitFor();
  await ana.getByRole("link", { name: "Convert sample-photo.jpg to WebP", exact: true }).click();
  const address = new URL(ana.url()).pathname;
  const image = await ana.getByRole("img", { name: /converted/ }).getAttribute("src");

  await ben.reload();
  await ben.getByText("No tasks yet").waitFor();
  await ben.goto("/inbox");
  await ben.getByText("No emails yet").waitFor();
  product.problems.expect(/\b404\b/);
  expect(await ben.evaluate(async (url) => (await fetch(url ?? "")).status, image)).toBe(404);
  await ben.goto(address);
  await ben.getByRole("heading", { name: "Task not found" }).waitFor();
});

test("signing out leaves nothing behind, and the next user starts empty", async () => {
  const page = await product.openAs("Ana");
  await page.getByRole("link", { name: /^Completed [1-9]/ }).waitFor();
  await page.getByRole("button", { name: "Account of Ana" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.getByRole("button", { name: /^Ben/ }).click();
  await page.getByText("No tasks yet").waitFor();
});

test("a wrong password shows an error message", async () => {
  const page = await product.open("/sign-in");
  await page.getByLabel("Email").fill("ana@example.com");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  product.problems.expect(/\b401\b/);
  await page.getByText("Wrong email or password.").waitFor();
});

test("without a session a page redirects to the sign-in, and from there back", async () => {
  const page = await product.open("/inbox");
  await page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
  await page.getByRole("button", { name: /^Ben/ }).click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});
