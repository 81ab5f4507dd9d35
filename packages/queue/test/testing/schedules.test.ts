import { expect, inject, test } from "vitest";
import { defineWorker } from "../../src/index.ts";
import { createTestQueue } from "../../src/testing/index.ts";

test("the kit adds the tasks of declared schedules, although it has no runner, and only of types that it runs", async () => {
  await using kit = await createTestQueue({
    workers: { KNOWN: defineWorker({ run: () => {} }) },
    schedules: {
      known: { type: "KNOWN", data: null, everyMs: 60_000 },
      unknown: { type: "UNKNOWN" as "KNOWN", data: null, everyMs: 60_000 },
    },
    url: inject("postgres").url,
  });
  await kit.runUntilIdle();
  await kit.clock.advanceMs(60_000);
  expect(await kit.runUntilIdle()).toMatchObject([{ type: "KNOWN", status: "COMPLETED", scheduleName: "known" }]);
  const slots = await Promise.all(["known", "unknown"].map((name) => kit.queue.schedules.listSlots(name)));
  expect(slots.map(({ items }) => items.map(({ outcome }) => outcome))).toEqual([["fired"], ["missed"]]);
});
