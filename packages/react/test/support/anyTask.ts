import type { TaskSummary } from "@package/react";
import fc from "fast-check";
import { makeTask } from "./makeTask.ts";

const statuses = ["PENDING", "PROCESSING", "FAILED", "COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"] as const;

/** Any of few tasks, in any state. */
export const anyTask: fc.Arbitrary<TaskSummary> = fc
  .record({
    id: fc.integer({ min: 0, max: 12 }).map((number) => `task${number}`),
    status: fc.constantFrom(...statuses),
    rev: fc.integer({ min: 1, max: 4 }),
    progress: fc.option(fc.integer({ min: 0, max: 100 })),
    isCancelRequested: fc.boolean(),
  })
  .map(({ id, ...change }) => makeTask(id, change));
