import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { holdOpenAdd } from "../application/holdOpenAdd.ts";
import { insertReference, referenceColumns } from "../application/references.ts";
import { runTransaction } from "../application/runTransaction.ts";
import { nameKey } from "../history/History.ts";
import { drawOptions } from "../programs/taskTypes.ts";
import type { Random } from "../random.ts";
import type { FaultParts, InjectFault } from "./faults.ts";

/** Ways to lock the row of a task against changes without changing it. */
const rowLocks = [
  `UPDATE "QueueTask" SET "referenceType" = "referenceType" WHERE id = $1`,
  `SELECT FROM "QueueTask" WHERE id = $1 FOR UPDATE`,
  `SELECT FROM "QueueTask" WHERE id = $1 FOR NO KEY UPDATE`,
  `SELECT FROM "QueueTask" WHERE id = $1 FOR SHARE`,
];
/** The lock of a foreign key check. It conflicts only with deletion. */
const keyLock = `SELECT FROM "QueueTask" WHERE id = $1 FOR KEY SHARE`;

/**
 * Locks that another user of the database takes, in its own sessions, which the other faults strike too. They must cause no
 * duplicate run, and delay only the tasks and keys that are locked.
 */
export const applicationFaults = {
  /** One or a few rows of tasks are locked. */
  rowLocks: (parts) =>
    holdTasks(parts, "rowLocks", parts.random.pick(rowLocks), async (client, text, id) => {
      await client.query(text, [id]);
    }),
  /** Rows that reference tasks are inserted, or the same lock is taken by a SELECT. */
  references: (parts) =>
    holdTasks(parts, "references", parts.random.pick([...referenceColumns, keyLock]), async (client, how, id) => {
      const column = referenceColumns.find((name) => name === how);
      await (column ? insertReference(client, column, id) : client.query(how, [id]));
    }),
  /** A task is added with a unique key in a transaction that stays open. */
  openAdds: async ({ server, random, timeline, write, leaseMs }) => {
    const type = "UNIQUE";
    const options = drawOptions(type, random);
    const { uniqueKey = "" } = options;
    const addId = `application-${random.between(1, 1_000_000_000)}`;
    const [holdMs, isKept] = [drawHoldMs(random, leaseMs), random.chance(0.5)];
    write({ e: "adding", addId, type, uniqueKey, hasParentRow: false });
    const end = timeline.begin("openAdds", {
      holds: [nameKey(type, uniqueKey)],
      detail: isKept ? "kept" : "rolled back",
    });
    const add = { url: server.url, type, addId, options, holdMs, isKept };
    const { outcome, taskId, error } = await holdOpenAdd(add);
    end();
    const why = error === undefined ? {} : { error: String(error).slice(0, 300) };
    write({ e: "added", addId, outcome, taskId, ...why });
  },
} as const satisfies Record<string, InjectFault>;

/** Locks some tasks in one transaction, which is committed or rolled back. Another fault may end it early. */
async function holdTasks<THow extends string>(
  { server, random, timeline, leaseMs }: FaultParts,
  kind: string,
  how: THow,
  hold: (client: pg.Client, how: THow, taskId: string) => Promise<void>,
): Promise<void> {
  const [holdMs, isKept, which] = [drawHoldMs(random, leaseMs), random.chance(0.7), drawTasks(random)];
  let end = () => {};
  const work = async (client: pg.Client) => {
    const { rows } = await client.query<{ id: string }>(which.text, which.values);
    if (rows.length === 0) return;
    end = timeline.begin(kind, { holds: rows.map(({ id }) => id), detail: how });
    for (const { id } of rows) await hold(client, how, id);
    await sleep(holdMs);
  };
  await runTransaction(server.url, work, isKept).catch(() => {});
  end();
}

/** Mostly running tasks, because a process will soon write to them, and the newest ones, because the others have finished. */
function drawTasks(random: Random): { text: string; values: unknown[] } {
  const running = "status = 'PROCESSING'";
  const which = random.pick([running, running, running, running, `"finishedAt" IS NULL`, `"finishedAt" IS NOT NULL`]);
  return {
    text: `SELECT id FROM (SELECT id FROM "QueueTask" WHERE ${which} ORDER BY seq DESC LIMIT 40) t ORDER BY md5(id || $1) LIMIT $2`,
    values: [String(random.next()), random.pick([1, 1, 1, 2, 3])],
  };
}

/** From 50 ms to two leases: half of them longer than one. */
function drawHoldMs(random: Random, leaseMs: number): number {
  return random.between(50, 2 * leaseMs);
}
