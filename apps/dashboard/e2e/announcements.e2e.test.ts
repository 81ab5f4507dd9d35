import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setUpProduct } from "./support/setUpProduct.ts";
import { startOtherProcess } from "./support/startOtherProcess.ts";

const product = setUpProduct();

/** Records each text of the live regions. */
async function recordAnnouncements(page: Page): Promise<void> {
  await page.locator("[data-queue-announcement]").first().waitFor({ state: "attached" });
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const region of document.querySelectorAll("[data-queue-announcement]"))
      new MutationObserver(() => {
        if (region.textContent) heard.push(region.textContent);
      }).observe(region, { subtree: true, childList: true, characterData: true });
  });
}
const heardOn = (page: Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard);

test("a screen reader hears each step of a task once, and no percentages", async () => {
  const other = startOtherProcess(product.databaseUrl);
  try {
    const page = await product.openAs("Ana");
    await recordAnnouncements(page);
    const heard = expect.poll(() => heardOn(page), { timeout: 30_000 });
    const id = await other.add(await product.idOf("Ana"), { name: "Monthly report" });
    await heard.toEqual(["Monthly report: Waiting to start..."]);
    const row = page.locator(`[data-task-row="${id}"]`);
    await other.run(id, async (report) => {
      await expect.poll(() => heardOn(page), { timeout: 30_000 }).toContain("Monthly report: Processing");
      for (const percent of [20, 40, 60]) {
        report(percent);
        await row.getByText(`${percent} %`).waitFor();
      }
    });
    await expect
      .poll(() => heardOn(page), { timeout: 30_000 })
      .toEqual(["Monthly report: Waiting to start...", "Monthly report: Processing", "Monthly report: Completed"]);
  } finally {
    await other.stop();
  }
});
