import { randomBytes } from "node:crypto";
import { defineWorker, type Worker, type WorkerContext } from "@package/queue";
import type { ClaimWatch } from "../engine/ClaimWatch.ts";
import type { LedgerNote } from "../record/Ledger.ts";

/** The work of a run. Its errors have the name of the run in the message, so that a stored error can be attributed. */
export type RunBody = (context: WorkerContext, run: string) => Promise<unknown>;

/** Creates workers that record each run's start, abort and end, and return the run's name as their result. */
export function recordRuns(write: (note: LedgerNote) => void, claims: ClaimWatch): (body: RunBody) => Worker {
  return (body) =>
    defineWorker({
      run: async (_, context) => {
        const run = randomBytes(8).toString("hex");
        const taskId = context.task.id;
        write({ e: "start", run, taskId, token: claims.find(taskId) });
        context.signal.addEventListener("abort", () =>
          write({ e: "abort", run, reason: String(context.signal.reason?.code) }),
        );
        try {
          await body(context, run);
        } catch (error) {
          write({ e: "end", run, how: "threw" });
          throw error;
        }
        write({ e: "end", run, how: "returned" });
        return { run };
      },
    });
}
