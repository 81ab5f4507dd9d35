import { expect, test } from "vitest";
import { followChanges } from "./support/followChanges.ts";
import { setUpProduct } from "./support/setUpProduct.ts";
import { startOtherProcess } from "./support/startOtherProcess.ts";
import { watchRequests } from "./support/watchRequests.ts";

const product = setUpProduct();

test("200 changes by another process come into the page in order, over one stream", async () => {
  const other = startOtherProcess(product.databaseUrl);
  try {
    const page = await product.openAs("Ana");
    const requests = watchRequests(page.context());
    await page.reload();
    await page.getByText("No tasks yet").waitFor();
    const states = await followChanges({ page, other, ownerId: await product.idOf("Ana"), tasks: 50, lanes: 5 });
    const byTask = Map.groupBy(states, ({ id }) => id);
    expect(byTask.size).toBe(50);
    for (const shown of byTask.values()) {
      expect(shown.map(({ state, percent }) => `${state} ${percent ?? ""}`.trim())).toEqual([
        "Waiting",
        "Processing",
        "Processing 50",
        "Completed",
      ]);
    }
    expect(requests.streamingPages()).toHaveLength(1);
  } finally {
    await other.stop();
  }
});
