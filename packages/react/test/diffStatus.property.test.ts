import { diffStatus } from "@package/api";
import type { QueueStatusView, TaskSummary } from "@package/react";
import { applyStatusChange } from "@package/react";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeStatus, makeTask } from "./support/makeTask.ts";

const statuses = ["PENDING", "PROCESSING", "FAILED", "COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"] as const;

const anyTask: fc.Arbitrary<TaskSummary> = fc
  .record({
    id: fc.integer({ min: 0, max: 12 }).map((number) => `task${number}`),
    status: fc.constantFrom(...statuses),
    rev: fc.integer({ min: 1, max: 4 }),
    progress: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map(({ id, ...change }) => makeTask(id, change));

const anyView: fc.Arbitrary<QueueStatusView> = fc
  .record({
    tasks: fc.uniqueArray(anyTask, { selector: ({ id }) => id, maxLength: 12 }),
    watched: fc.integer({ min: 0, max: 3 }),
    missingIds: fc.uniqueArray(fc.constantFrom("gone1", "gone2")),
  })
  .map(({ tasks, watched, missingIds }) =>
    makeStatus(tasks.slice(watched), { missingIds, watchedTasks: tasks.slice(0, watched) }),
  );

test("applyStatusChange is the inverse of the server's diffStatus", () => {
  fc.assert(
    fc.property(fc.array(anyView, { minLength: 1, maxLength: 6 }), (views) => {
      let sent: QueueStatusView | null = null;
      let received: QueueStatusView | null = null;
      for (const view of views) {
        const change = diffStatus(sent, view);
        sent = view;
        if (change) received = applyStatusChange(received, JSON.parse(JSON.stringify(change)));
        expect(received).toEqual(view);
      }
    }),
  );
});
