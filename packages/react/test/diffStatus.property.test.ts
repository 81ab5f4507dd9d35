import { diffStatus } from "@package/api";
import type { QueueStatusView } from "@package/react";
import { applyStatusChange } from "@package/react";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTask } from "./support/anyTask.ts";
import { makeStatus } from "./support/makeTask.ts";

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
