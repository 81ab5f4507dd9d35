import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setHidden } from "../support/setHidden.ts";
import { setUpProduct } from "../support/setUpProduct.ts";
import { startOtherProcess } from "../support/startOtherProcess.ts";
import { watchRequests } from "../support/watchRequests.ts";

const product = setUpProduct();

/** Opens tabs of one browser, the first one with a sign-in. */
async function openTabs(count: number) {
  const first = await product.openAs("Ana");
  const requests = watchRequests(first.context());
  await first.reload();
  const tabs = [first];
  while (tabs.length < count) {
    const tab = await first.context().newPage();
    await tab.goto("/");
    tabs.push(tab);
  }
  await Promise.all(tabs.map((tab) => tab.getByRole("link", { name: /^All \d/ }).waitFor()));
  await expect.poll(() => requests.streamingPages().length).toBe(1);
  const leader = () => requests.streamingPages()[0] as Page;
  return { tabs, requests, leader };
}

test("eight tabs share one stream, and all are live; a ninth is usable", async () => {
  const { tabs, requests } = await openTabs(8);
  const other = startOtherProcess(product.databaseUrl);
  try {
    requests.take();
    const id = await other.add(await product.idOf("Ana"), { name: "Seen by all" });
    await Promise.all(tabs.map((tab) => tab.locator(`[data-task-row="${id}"]`).waitFor()));
    await other.run(id, async () => {});
    await Promise.all(
      tabs.map((tab) => tab.locator(`[data-task-row="${id}"]`).getByText("Completed", { exact: true }).waitFor()),
    );
    expect(requests.streamingPages()).toHaveLength(1);
    // At most the leading tab polls.
    expect(requests.take().length).toBeLessThanOrEqual(2);
    const ninth = await tabs[0]?.context().newPage();
    await ninth?.goto("/inbox");
    await ninth?.getByText("No emails yet").waitFor();
    expect(requests.streamingPages()).toHaveLength(1);
  } finally {
    await other.stop();
  }
});

test("within a second another tab leads when the leading one is hidden or closed", async () => {
  const { tabs, requests, leader } = await openTabs(3);
  const handOver = async (leave: (page: Page) => Promise<void>) => {
    const before = leader();
    const leftAtMs = performance.now();
    await leave(before);
    await expect.poll(() => leader() !== undefined && leader() !== before, { interval: 10 }).toBe(true);
    expect(performance.now() - leftAtMs).toBeLessThan(1_000);
    await expect.poll(() => requests.streamingPages().length).toBe(1);
    return before;
  };
  const hidden = await handOver((page) => setHidden(page, true));
  const closed = await handOver((page) => page.close());
  const last = tabs.find((tab) => tab !== hidden && tab !== closed);
  expect(leader()).toBe(last);
});
