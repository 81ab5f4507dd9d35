import type { QueueStatusView } from "@package/react";
import { applyStatusChange, listNames } from "@package/react";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shareQueueStatus } from "../src/monitor/shareQueueStatus.ts";
import { changeBetween } from "../src/monitor/statusChange.ts";
import { anyTask } from "./support/anyTask.ts";
import { makeStatus, makeTask } from "./support/makeTask.ts";

/** Any lists, in any order: also ones with too few tasks, and tasks that nothing but `watchedTasks` has. */
const anyView: fc.Arbitrary<QueueStatusView> = fc
  .record({
    tasks: fc.uniqueArray(anyTask, { selector: ({ id }) => id, maxLength: 12 }),
    watched: fc.integer({ min: 0, max: 3 }),
    missingIds: fc.uniqueArray(fc.constantFrom("gone1", "gone2")),
    second: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ tasks, watched, missingIds, second }) => {
    const now = new Date(Date.parse("2026-01-01T10:00:00Z") + second * 1_000).toISOString();
    return makeStatus(tasks.slice(watched), { missingIds, watchedTasks: tasks.slice(0, watched), now });
  });

test("the messages of a stream lead to each state that they come from", () => {
  fc.assert(
    fc.property(fc.array(anyView, { minLength: 1, maxLength: 6 }), (views) => {
      let sent: QueueStatusView | null = null;
      let received: QueueStatusView | null = null;
      for (const view of views) {
        const next: QueueStatusView = shareQueueStatus(sent, view);
        const change = JSON.parse(JSON.stringify(changeBetween(sent, next)));
        received = applyStatusChange(received, change);
        sent = next;
        expect(received).toEqual(next);
      }
    }),
  );
});

test("what a message does not change keeps its identity", () => {
  fc.assert(
    fc.property(anyView, anyView, (first, second) => {
      const next = shareQueueStatus(first, second);
      const received = applyStatusChange(first, changeBetween(first, next));
      const isKept = (name: (typeof listNames)[number]) =>
        (next[name] === first[name]) === (received[name] === first[name]);
      expect(listNames.every(isKept)).toBe(true);
      expect(received.counts === first.counts).toBe(next.counts === first.counts);
    }),
  );
});

test("a message about another user begins with nothing", () => {
  const anas = makeStatus([makeTask("a")]);
  const bens = makeStatus([makeTask("b")], { userId: "ben" });
  expect(applyStatusChange(anas, changeBetween(null, bens))).toEqual(bens);
});
