import { expect, test, vi } from "vitest";
import type { QueueCore } from "../core.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "../holding/ActiveClaim.ts";
import { defineWorker } from "../workers/defineWorker.ts";
import type { Middleware } from "../workers/Middleware.ts";
import { callWorker } from "./callWorker.ts";

const core = { settings: { timeoutMs: 1_000 }, middleware: [] as readonly Middleware[] } as QueueCore;
const openClaim = () =>
  new ActiveClaim({ id: "c1", type: "ANY", data: {}, timeoutMs: null } as ClaimedTask, { note: () => {} });

test("when the worker is done, its claim drops the callback, so that the run can be collected during recording", async () => {
  const claim = openClaim();
  const forget = vi.spyOn(claim, "endRun");
  const worker = defineWorker({ run: () => "done" });
  const { outcome } = await callWorker(core, claim, worker);
  expect(outcome).toEqual({ kind: "succeeded", value: "done" });
  expect(forget).toHaveBeenCalledOnce();
});

test("a lost claim ends the call, although the worker does not return", async () => {
  const claim = openClaim();
  const worker = defineWorker({ run: () => new Promise(() => {}) });
  const run = callWorker(core, claim, worker);
  claim.lose();
  expect((await run).outcome).toEqual({ kind: "lost" });
});
