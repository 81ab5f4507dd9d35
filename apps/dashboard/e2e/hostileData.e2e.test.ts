import { expect, test } from "vitest";
import { setUpProduct } from "./support/setUpProduct.ts";
import { otherType } from "./support/startOtherProcess.ts";

const product = setUpProduct();

const names = {
  markup00001: `<img src=x onerror="window.isHacked = true"><script>window.isHacked = true</script><b>bold</b>`,
  rightleft01: "تقرير شهري \u202egnp.exe",
  long0000001: "A very long name ".repeat(600),
  emoji000001: "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 ".repeat(20),
  oneword0001: "W".repeat(10_000),
};

async function addHostileTasks(ownerId: string): Promise<void> {
  for (const [id, name] of Object.entries(names)) {
    const base = { ownerId, type: otherType, errorMessage: name, attempts: 1 };
    await product.db.queueTask.create({
      data: {
        ...base,
        id,
        data: { name, [name.slice(0, 200)]: name },
        status: "MAX_RETRIES_REACHED",
        terminalReason: "EXHAUSTED",
        startedAt: new Date(),
        finishedAt: new Date(),
      },
    });
    await product.db.queueTaskLog.create({
      data: { taskId: id, attempt: 1, level: "info", message: name.slice(0, 2_000), createdAt: new Date() },
    });
  }
  await product.db.$executeRaw`
    INSERT INTO "QueueTask" ("id", "type", "status", "data", "ownerId", "attempts", "createdAt", "updatedAt", "startedAt", "finishedAt", "result")
    VALUES ('number00001', ${otherType}, 'COMPLETED', '{"name": "A large number", "orderId": 1970670598291982290}'::jsonb, ${ownerId}, 1,
      now(), now(), now(), now(), '{"invoice": 1970670598291982290}'::jsonb)`;
}

test("names with markup, from right to left, with emoji and of 10,000 letters are text that stays in its place", async () => {
  await addHostileTasks(await product.idOf("Ana"));
  const page = await product.openAs("Ana", { viewport: { width: 390, height: 844 } });
  const isWhole = () =>
    page.evaluate(() => ({
      isHacked: "isHacked" in window,
      hasElement: document.querySelector("main img, main script, main b, .queue-toasts b") !== null,
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
  const whole = { isHacked: false, hasElement: false, sideways: 0 };
  await page.locator("[data-task-row=markup00001]").waitFor();
  expect(await isWhole()).toEqual(whole);
  const heights = await page
    .locator("[data-task-row]")
    .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
  expect(Math.max(...heights)).toBeLessThanOrEqual(100);
  for (const id of Object.keys(names)) {
    await page.goto(`/tasks/${id}`);
    await page.getByText("Failed permanently").first().waitFor();
    for (const title of ["Data", "Technical details"])
      await page.getByRole("heading", { name: title, exact: true }).click();
    expect({ id, ...(await isWhole()) }).toEqual({ id, ...whole });
  }
});

test("a whole number beyond 2^53 is shown with all of its digits", async () => {
  const page = await product.openAs("Ana");
  await page.goto("/tasks/number00001");
  await page.getByText("Completed").first().waitFor();
  await page.getByRole("heading", { name: "Data", exact: true }).click();
  await page.getByText("orderId").waitFor();
  const text = await page.locator("main").textContent();
  expect(text?.match(/\d{19}/g)).toEqual(["1970670598291982290", "1970670598291982290"]);
});
