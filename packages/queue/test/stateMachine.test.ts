import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimTaskById } from "../src/claiming/claimTaskById.ts";
import { claimTasks } from "../src/claiming/claimTasks.ts";
import { type PgDatabase, pgDatabase } from "../src/database/pgDatabase.ts";
import { describeError } from "../src/domain/errors/describeError.ts";
import { isTerminal } from "../src/domain/taskState.ts";
import { extendLeases } from "../src/holding/extendLeases.ts";
import { markBegun } from "../src/holding/markBegun.ts";
import { QueueService, type QueueStatus, type Workers } from "../src/index.ts";
import { rescueTasks } from "../src/maintenance/rescueTasks.ts";
import { cancelTask } from "../src/managing/cancelTask.ts";
import { deleteTask } from "../src/managing/deleteTask.ts";
import { retryTask } from "../src/managing/retryTask.ts";
import { failTasks } from "../src/settling/failTasks.ts";
import { refuseTasks } from "../src/settling/refuseTasks.ts";
import { requeueTasks } from "../src/settling/requeueTasks.ts";
import { Settler } from "../src/settling/Settler.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
let database: PgDatabase;
let settler: Settler;
beforeAll(() => {
  database = pgDatabase(queues.database.url);
  settler = new Settler({ database, holder: "model", onError: () => {} });
});
afterAll(() => database.close());

/** What the state machine says of one task. */
interface Model {
  status: QueueStatus;
  attempts: number;
  maxAttempts: number;
  claimCount: number;
  snoozeCount: number;
  crashCount: number;
  isCancelled: boolean;
  refusalCount: number;
  /** Whether the claim that is held is not known to have begun. */
  isAhead: boolean;
  /** The token of the claim that is held. */
  token: string | null;
  /** Tokens of claims that are over. */
  stale: string[];
}

interface Real {
  id: string;
}

/** Which token a worker comes with: that of its claim, or that of one which is over. */
type Whose = "held" | "stale";

type Command = fc.AsyncCommand<Model | Gone, Real>;
type Gone = { status: "GONE" };

const isThere = (model: Readonly<Model | Gone>): model is Model => model.status !== "GONE";

/** A step of the model and of the database, after which both must agree. */
function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: isThere,
    toString: () => name,
    async run(model, real) {
      if (!isThere(model)) return;
      await run(model, real);
      await compare(model, real);
    },
  };
}

async function compare(model: Model | Gone, { id }: Real): Promise<void> {
  const row = await queues.database.db.queueTask.findUnique({ where: { id } });
  if (!isThere(model)) return expect(row).toBeNull();
  const { status, attempts, maxAttempts, claimCount, snoozeCount, crashCount, refusalCount, token } = model;
  const counts = { claimCount, snoozeCount, crashCount, refusalCount };
  expect(row).toMatchObject({ status, attempts, maxAttempts, ...counts, leaseToken: token });
  expect(row?.refusedAt !== null).toBe(refusalCount > 0);
  expect(row?.cancelRequestedAt !== null).toBe(model.isCancelled);
  expect(row?.finishedAt !== null).toBe(isTerminal(status));
}

function pickToken(model: Model, whose: Whose): string {
  return (whose === "held" ? model.token : model.stale.at(-1)) ?? randomUUID();
}

/** The claim is over: what comes with its token from now on bounces. */
function end(model: Model, status: QueueStatus, changes: Partial<Model> = {}): void {
  if (model.token) model.stale.push(model.token);
  Object.assign(model, { token: null, status: model.isCancelled ? "CANCELLED" : status, ...changes });
}

const claim = command("claim", async (model, { id }) => {
  const token = randomUUID();
  const request = {
    id,
    token,
    holder: "model",
    leaseMs: 60_000,
    wanted: [{ type: "T", timeoutMs: 0 }],
    nextAttempt: undefined,
  };
  const claimed = await claimTaskById(database, request);
  const isFree = (model.status === "PENDING" || model.status === "FAILED") && model.attempts < model.maxAttempts;
  expect(claimed !== undefined).toBe(isFree);
  if (!isFree) return;
  begin(model, token, false);
});

function begin(model: Model, token: string, isAhead: boolean): void {
  const { attempts, claimCount } = model;
  Object.assign(model, { status: "PROCESSING", attempts: attempts + 1, claimCount: claimCount + 1, token, isAhead });
}

const claimAhead = command("claim ahead of the slots", async (model, { id }) => {
  const token = randomUUID();
  const tasks = await claimTasks(database, {
    ...{ token, holder: "model", leaseMs: 60_000, limit: 1, allowsQuarantined: true, startable: 0, minWaitMs: 0 },
    wanted: [{ type: "T", limit: 1, timeoutMs: 0 }],
  });
  const isFree = (model.status === "PENDING" || model.status === "FAILED") && model.attempts < model.maxAttempts;
  expect(tasks.map((task) => task.id)).toEqual(isFree ? [id] : []);
  if (isFree) begin(model, token, true);
});

const mark = (whose: Whose) =>
  command(`mark as begun (${whose})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const isMine = token === model.token;
    expect(await markBegun(database, [{ id, token }])).toEqual([isMine ? "marked" : "lost"]);
    if (isMine) model.isAhead = false;
  });

const refuse = (whose: Whose, isFinal: boolean) =>
  command(`refuse (${whose}${isFinal ? ", for good" : ""})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const isMine = token === model.token;
    const error = describeError(new Error("does not fit"));
    const record = { id, token, error, version: "1", isFinal, limitMs: 60_000, delayMs: 0, waitMs: 0, runMs: 0 };
    expect(await refuseTasks(database, [record], "model")).toHaveLength(isMine ? 1 : 0);
    const changes = { attempts: model.attempts - 1, refusalCount: model.refusalCount + 1 };
    if (isMine) end(model, isFinal ? "MAX_RETRIES_REACHED" : "PENDING", changes);
  });

const complete = (whose: Whose) =>
  command(`complete (${whose})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const isMine = token === model.token;
    const record = { id, token, type: "T", result: "1", note: null, waitMs: 0, runMs: 0 };
    const settled = await settler.settle({ kind: "complete", record });
    expect(settled?.id).toBe(isMine ? id : undefined);
    if (isMine) end(model, "COMPLETED");
  });

const fail = (whose: Whose, isFinal: boolean) =>
  command(`fail (${whose}${isFinal ? ", for good" : ""})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const isMine = token === model.token;
    const failure = {
      id,
      token,
      outcome: "FAILED",
      error: describeError(new Error("as asked")),
      isFinal,
      reason: "EXHAUSTED",
      delayMs: 0,
      provider: null,
      waitMs: 0,
      runMs: 0,
      failedProviders: [],
      errorPatterns: {},
    } as const;
    expect(await failTasks(database, [failure], "model")).toHaveLength(isMine ? 1 : 0);
    const status = isFinal || model.attempts >= model.maxAttempts ? "MAX_RETRIES_REACHED" : "FAILED";
    if (isMine) end(model, status, { refusalCount: 0 });
  });

const requeue = (whose: Whose, isSnooze: boolean) =>
  command(`${isSnooze ? "snooze" : "release"} (${whose})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const isMine = token === model.token;
    const maxSnoozes = 2;
    const record = {
      id,
      token,
      delayMs: 0,
      isSnooze,
      hasBegun: true,
      maxSnoozes,
      failedProviders: null,
      errorPatterns: null,
      message: null,
    };
    expect(await requeueTasks(database, [record])).toHaveLength(isMine ? 1 : 0);
    if (!isMine) return;
    const isEnough = isSnooze && model.snoozeCount >= maxSnoozes;
    const snoozeCount = model.snoozeCount + Number(isSnooze);
    const refusalCount = isSnooze ? 0 : model.refusalCount;
    end(model, isEnough ? "MAX_RETRIES_REACHED" : "PENDING", {
      attempts: model.attempts - 1,
      snoozeCount,
      refusalCount,
    });
  });

const beat = (whose: Whose) =>
  command(`heartbeat (${whose})`, async (model, { id }) => {
    const token = pickToken(model, whose);
    const held = await extendLeases(database, [{ id, token }], 60_000);
    expect(held).toEqual(token === model.token ? [{ id, isCancelled: model.isCancelled, isLocked: false }] : []);
  });

const rescue = (hasExpired: boolean) =>
  command(hasExpired ? "rescue after the lease" : "rescue during the lease", async (model, { id }) => {
    if (hasExpired && model.token)
      await queues.database.db
        .$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 second' WHERE id = ${id}`;
    const { rescued } = await rescueTasks(database, 0);
    const isRescued = hasExpired && model.token !== null;
    expect(rescued.map((task) => task.id)).toEqual(isRescued ? [id] : []);
    if (!isRescued) return;
    const { attempts, maxAttempts, crashCount, isAhead } = model;
    // On the last attempt, a task without a mark has not begun.
    const crashes = attempts >= maxAttempts ? crashCount : Math.max(crashCount, 1);
    if (isAhead) end(model, "PENDING", { attempts: attempts - 1, crashCount: crashes });
    else end(model, attempts >= maxAttempts ? "MAX_RETRIES_REACHED" : "FAILED", { crashCount: crashCount + 1 });
  });

const cancel = command("cancel", async (model, { id }) => {
  const row = await cancelTask(database, id);
  expect(row !== undefined).toBe(!isTerminal(model.status));
  if (isTerminal(model.status)) return;
  model.isCancelled = true;
  if (model.status !== "PROCESSING") model.status = "CANCELLED";
});

const retry = command("retry", async (model, { id }) => {
  const isFailed = ["FAILED", "MAX_RETRIES_REACHED", "CANCELLED"].includes(model.status);
  expect((await retryTask(database, id, model)) !== undefined).toBe(isFailed);
  if (!isFailed) return;
  const maxAttempts = Math.max(model.maxAttempts, model.attempts + 1);
  Object.assign(model, {
    status: "PENDING",
    maxAttempts,
    isCancelled: false,
    snoozeCount: 0,
    crashCount: 0,
    refusalCount: 0,
  });
});

const remove: Command = {
  check: isThere,
  toString: () => "delete",
  async run(model, real) {
    const wasRunning = model.status === "PROCESSING";
    expect(await deleteTask(database, real.id)).toMatchObject({ wasRunning });
    Object.assign(model, { status: "GONE" });
    await compare(model, real);
    expect(await deleteTask(database, real.id)).toBeUndefined();
  },
};

const whose = fc.constantFrom<Whose>("held", "held", "stale");
const commands = [
  fc.constant(claim),
  fc.constant(claim),
  fc.constant(claimAhead),
  fc.constant(claimAhead),
  whose.map(mark),
  fc.tuple(whose, fc.boolean()).map((given) => refuse(...given)),
  whose.map(complete),
  fc.tuple(whose, fc.boolean()).map((given) => fail(...given)),
  fc.tuple(whose, fc.constant(false)).map((given) => fail(...given)),
  fc.tuple(whose, fc.boolean()).map((given) => requeue(...given)),
  whose.map(beat),
  fc.boolean().map(rescue),
  fc.constant(cancel),
  fc.constant(retry),
  fc.constant(retry),
  fc.nat(9).map((dice) => (dice === 0 ? remove : claim)),
];

test("whatever happens to a task, and in whatever order, PostgreSQL and the model of the state machine agree", async () => {
  const queue = new QueueService<Workers>(queues.database.db, { workers: {} });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.commands(commands, { maxCommands: 60, size: "max" }),
      async (maxAttempts, steps) => {
        const { id } = await queue.addToQueue("T", {}, { maxAttempts });
        const model: Model = {
          status: "PENDING",
          attempts: 0,
          maxAttempts,
          claimCount: 0,
          snoozeCount: 0,
          crashCount: 0,
          isCancelled: false,
          refusalCount: 0,
          isAhead: false,
          token: null,
          stale: [],
        };
        await fc.asyncModelRun(() => ({ model: model as Model | Gone, real: { id } }), steps);
        await queues.database.db.queueTask.deleteMany();
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
  await queue.close();
}, 120_000);
