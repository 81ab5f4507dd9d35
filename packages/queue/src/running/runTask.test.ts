import { expect, test, vi } from "vitest";
import type { QueueCore } from "../core.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import { defineWorker } from "../workers/defineWorker.ts";
import { runTask } from "./runTask.ts";

const core = { settings: { timeoutMs: 1_000 } } as QueueCore;
const addToQueue = () => Promise.reject(new Error("nothing is added here"));
const openClaim = () => new ActiveClaim({ id: "c1", type: "ANY", data: {}, timeoutMs: null } as ClaimedTask);

test("once the worker is done its claim keeps nothing of the run, however long the recording takes", async () => {
  const claim = openClaim();
  const forget = vi.spyOn(claim, "forgetInterruption");
  const worker = defineWorker({ run: () => "done" });
  const { outcome } = await runTask(core, claim, worker, addToQueue);
  expect(outcome).toEqual({ kind: "succeeded", value: "done" });
  expect(forget).toHaveBeenCalledOnce();
});

test("a claim that is lost meanwhile ends the run, whatever the worker still does", async () => {
  const claim = openClaim();
  const worker = defineWorker({ run: () => new Promise(() => {}) });
  const run = runTask(core, claim, worker, addToQueue);
  claim.lose();
  expect((await run).outcome).toEqual({ kind: "lost" });
});
