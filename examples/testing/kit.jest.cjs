const { defineWorker } = require("@package/queue");
const { createTestQueue } = require("@package/queue/testing");

let kit;
beforeAll(async () => {
  const workers = { GREET: defineWorker({ run: ({ name }) => `Hello, ${name}!` }) };
  kit = await createTestQueue({ workers, url: process.env.TEST_SERVER_URL });
}, 60_000);
afterAll(() => kit.close());

test("the greeting is ready after two days", async () => {
  await kit.queue.addToQueue("GREET", { name: "Ana" }, { delayMs: 2 * 86_400_000 });
  await kit.clock.advanceMs(2 * 86_400_000);
  const [task] = await kit.runUntilIdle();
  expect(task.result).toBe("Hello, Ana!");
});
