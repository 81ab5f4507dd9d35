import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { defineWorker } from "@package/queue";
import { createTestQueue } from "@package/queue/testing";

let kit;
before(async () => {
  const workers = { GREET: defineWorker({ run: ({ name }) => `Hello, ${name}!` }) };
  kit = await createTestQueue({ workers, url: process.env.TEST_SERVER_URL });
});
after(() => kit.close());

test("the greeting is ready after two days", async () => {
  await kit.queue.addToQueue("GREET", { name: "Ana" }, { delayMs: 2 * 86_400_000 });
  await kit.clock.advanceMs(2 * 86_400_000);
  const [task] = await kit.runUntilIdle();
  assert.equal(task.result, "Hello, Ana!");
});
