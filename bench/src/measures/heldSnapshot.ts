import pg from "pg";
import type { QueueProcess } from "../processes/QueueProcess.ts";
import { readStatementTimes, type StatementTimes } from "../servers/readStatementTimes.ts";
import { waitForRuns } from "./latency.ts";
import type { Measure, Reading } from "./Measure.ts";
import { quantile } from "./quantile.ts";
import { warmUp } from "./warmUp.ts";
import { withQueue } from "./withQueue.ts";

const perSecond = 1_000;

/**
 * An open transaction, for example of a report or a backup, keeps all dead row versions and index entries. Here one stays open
 * while tasks are added and processed at a steady rate.
 */
export const heldSnapshot: Measure = {
  name: "snapshot",
  about: "add, claim and record while a snapshot stays open for three minutes",
  maxRounds: 1,
  queues: ["queue"],
  take: (kind, servers, { isQuick }) =>
    withQueue(kind, servers, 1, async (cast) => {
      const { arena, producer } = cast;
      const [worker] = cast.workers as [QueueProcess];
      const seconds = isQuick ? 20 : 180;
      const edge = isQuick ? 5 : 30;
      await warmUp(kind, cast);
      const holder = new pg.Client({ connectionString: arena.url });
      await holder.connect();
      await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      await holder.query("SELECT txid_current_snapshot()");
      await worker.call("startWorkers", { concurrency: 10, workMs: 0 });
      const adding = producer.call("addPaced", { perSecond, durationMs: seconds * 1_000 });
      const times: StatementTimes[] = [];
      for (let second = 0; second <= seconds; second++) {
        times.push(await readStatementTimes(arena.url));
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      await waitForRuns(worker, (await adding).count);
      const { latenciesMs } = await worker.call("stopWorkers");
      await holder.end();
      return {
        ...compareEnds("claim", times, edge),
        ...compareEnds("settle", times, edge),
        ...compareEnds("add", times, edge),
        latencyP95FirstMs: quantile(latenciesMs.slice(1_000, edge * perSecond), 0.95),
        latencyP95LastMs: quantile(latenciesMs.slice(-edge * perSecond), 0.95),
      };
    }),
};

/** The 95th percentile of the time per call, in the first seconds and in the last. */
function compareEnds(name: keyof StatementTimes, times: readonly StatementTimes[], edge: number): Reading {
  const perCall = times.slice(1).flatMap((time, index) => {
    const calls = time[name].calls - (times[index]?.[name].calls ?? 0);
    return calls > 0 ? [(time[name].ms - (times[index]?.[name].ms ?? 0)) / calls] : [];
  });
  return {
    [`${name}P95FirstMs`]: quantile(perCall.slice(1, edge), 0.95),
    [`${name}P95LastMs`]: quantile(perCall.slice(-edge), 0.95),
  };
}
