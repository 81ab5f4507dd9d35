import { expect, test } from "vitest";
import { addSampleTasks } from "./support/addSampleTasks.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const soon = { timeout: 90_000 };

const product = setUpProduct({ prepare: ({ db }) => addSampleTasks(db, "ana@example.com") });

test("the list is one line a row: running first, then retries, due and scheduled tasks, then the newest finished", async () => {
  const page = await product.openAs("Ana");
  const rows = page.locator("[data-task-row]");
  await rows.first().waitFor();
  expect(await rows.evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.taskRow))).toEqual([
    "running00001",
    "running00002",
    "retrying0001",
    "waiting00001",
    "scheduled001",
    "completed001",
    "completed002",
    "completed003",
    "failed000001",
    "failed000002",
    "cancelled001",
  ]);
  const heights = await rows.evaluateAll((items) =>
    items.map((item) => Math.round(item.getBoundingClientRect().height)),
  );
  expect(Math.max(...heights)).toBeLessThanOrEqual(40);
  await page.getByText("Next attempt in 4").waitFor();
});

test("tabs and search are in the address, and Back goes through the tabs", async () => {
  const page = await product.openAs("Ana");
  await page.getByRole("link", { name: /^Failed 2/ }).click();
  await page.getByRole("searchbox").pressSequentially("mailbox");
  await page.waitForURL("**/?show=failed&q=mailbox");
  await page.locator("[data-task-row=failed000002]").waitFor({ state: "detached" });
  expect(await page.locator("[data-task-row]").count()).toBe(1);
  await page.reload();
  expect(await page.getByRole("searchbox").inputValue()).toBe("mailbox");
  await page.locator("[data-task-row=failed000001]").waitFor();
  await page.getByRole("link", { name: /^Completed/ }).click();
  await page.getByText("No tasks match “mailbox”").waitFor();
  await page.goBack();
  await page.locator("[data-task-row=failed000001]").waitFor();
  await page.goBack();
  await page.waitForURL((url) => url.search === "");
  await page.locator("[data-task-row=completed001]").waitFor();
});

test("with the keyboard: j and k move, r runs again, c cancels, Enter opens, and the menu returns the focus", async () => {
  const page = await product.openAs("Ana");
  await page.locator("[data-task-row=failed000002]").waitFor();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-task-row]")?.dataset.taskRow ?? null);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  expect(await focused()).toBe("running00001");
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("j");
  expect(await focused()).toBe("scheduled001");
  await page.keyboard.press("c");
  await page.locator("[data-task-row=scheduled001]").getByText("Cancelled").waitFor();
  expect(await focused()).toBe("scheduled001");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  expect(await page.getByRole("menu").count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-haspopup"))).toBe("menu");
  expect(await focused()).toBe("scheduled001");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tasks/waiting00001");
});

test("no row moves under the pointer: newer tasks wait behind a button", async () => {
  const page = await product.openAs("Ana");
  const first = page.locator("[data-task-row]").first();
  await page.locator("[data-task-row=completed001]").hover();
  const before = await page.locator("[data-task-row=completed001]").boundingBox();
  await product.db.queueTask.create({
    data: {
      id: "newcomer0001",
      ownerId: await product.idOf("Ana"),
      type: "REPORT_BUILD",
      data: { name: "A newcomer" },
    },
  });
  await page.getByRole("button", { name: "1 newer" }).waitFor();
  expect(await page.locator("[data-task-row=completed001]").boundingBox()).toEqual(before);
  await page.keyboard.press("u");
  await page.locator("[data-task-row=newcomer0001]").waitFor();
  expect(await first.getAttribute("data-task-row")).toBe("running00001");
});

test("10,000 tasks stay usable: pages load while scrolling, the search finds an old task, and typing stays quick", async () => {
  const ownerId = await product.idOf("Ben");
  const finishedAt = (index: number) => new Date(Date.now() - index * 1_000);
  await product.db.queueTask.createMany({
    data: Array.from({ length: 10_000 }, (_, index) => ({
      id: `many${String(index).padStart(8, "0")}`,
      ownerId,
      type: "REPORT_BUILD",
      data: { name: `Report ${index}` },
      status: "COMPLETED" as const,
      attempts: 1,
      createdAt: finishedAt(index),
      startedAt: finishedAt(index),
      finishedAt: finishedAt(index),
    })),
  });
  const page = await product.openAs("Ben");
  await page.getByRole("link", { name: "Completed 1,000+" }).waitFor();
  const rows = page.locator("[data-task-row]");
  for (const wanted of [100, 200]) {
    await expect
      .poll(async () => {
        await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
        return await rows.count();
      }, soon)
      .toBeGreaterThan(wanted);
  }
  await page.keyboard.press("/");
  await page.keyboard.type("many00009999");
  await page.locator("[data-task-row=many00009999]").waitFor();
  await expect.poll(() => rows.count(), soon).toBe(1);
});

test("the menu of a row copies the link to its task", async () => {
  const page = await product.openAs("Ana", { permissions: ["clipboard-read", "clipboard-write"] });
  const row = page.locator("[data-task-row=completed003]");
  await row.hover();
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${product.url}/tasks/completed003`);
});
