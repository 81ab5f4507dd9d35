import { expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { Claimer } from "./Claimer.ts";

const capacity = {
  limit: 10,
  startable: 10,
  wanted: [{ type: "A", limit: 10, timeoutMs: 0 }],
  fullTypes: [],
  takesQuarantined: true,
};

/** A claimer before an empty table, and the names of the statements that it sends. */
function watchClaimer() {
  const sent: string[] = [];
  const database: Database = {
    query: async ({ name }) => {
      sent.push(name);
      return [];
    },
  };
  const settings = { leaseMs: 30_000, pollMs: 60_000 };
  const report = { onUnreachable: () => {}, onError: () => {} };
  return { sent, claimer: new Claimer({ database, holder: "h", settings, types: new Set(["A"]), ...report }) };
}

test("each kind of poll is a statement of its own", async () => {
  const { sent, claimer } = watchClaimer();
  await claimer.claim(capacity);
  claimer.takeNotification("ready:t1:A");
  await claimer.claim(capacity);
  claimer.takeNotification("ready");
  await claimer.claim(capacity);
  claimer.noticeFreed();
  await claimer.claim(capacity);
  expect(sent).toEqual(["claimTasks", "claimReadyTask", "claimTasksOnward", "claimTasks"]);
});
