import type {
  Add,
  Change,
  EmittedEvent,
  Fault,
  History,
  Operation,
  RowState,
  Run,
  StatisticTotals,
} from "../../src/history/History.ts";
import type { ScheduleStep } from "../../src/history/ScheduleStep.ts";

const fresh: RowState = {
  type: "T",
  status: "PENDING",
  attempts: 0,
  maxAttempts: 3,
  claimCount: 0,
  snoozeCount: 0,
  crashCount: 0,
  leaseToken: null,
  leaseHolder: null,
  leaseExpiresAt: null,
  deadlineAt: null,
  settledToken: null,
  dueAt: 0,
  finishedAt: null,
  cancelRequestedAt: null,
  terminalReason: null,
  uniqueKey: null,
  concurrencyKey: null,
  addId: null,
  settledRun: null,
  claimedAhead: null,
  startBy: null,
  scheduleName: null,
  scheduledSlot: null,
};
const free = { leaseToken: null, leaseHolder: null, leaseExpiresAt: null, deadlineAt: null };

export const storySettings = { leaseMs: 2_000, heartbeatMs: 600, sweepMs: 500, slackMs: 0, runners: 2 };

/** Builds a history: each method adds one event, 100 ms after the previous one. */
export class Story {
  now = 1_000;
  readonly changes: Change[] = [];
  readonly adds: Add[] = [];
  readonly runs: Run[] = [];
  readonly emitted: EmittedEvent[] = [];
  readonly operations: Operation[] = [];
  readonly faults: Fault[] = [];
  readonly scheduleSteps: ScheduleStep[] = [];
  readonly parentRows = new Set<string>();
  readonly statistics: StatisticTotals = { completed: 0, failed: 0, exhausted: 0 };
  readonly #rows = new Map<string, RowState>();

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  /** An acknowledged add and its row. */
  add(taskId: string, state: Partial<RowState> = {}, add: Partial<Add> = {}): this {
    const addId = `add ${taskId}`;
    this.#change(taskId, { ...fresh, addId, dueAt: this.now, ...state });
    const { uniqueKey = null } = state;
    this.adds.push({
      addId,
      type: "T",
      uniqueKey,
      startedAt: this.now - 1,
      endedAt: this.now + 1,
      outcome: "ok",
      taskId,
      hasParentRow: false,
      call: addId,
      pid: 9,
      ...add,
    });
    return this;
  }

  /** A claim, and the run that begins with it. */
  claim(taskId: string, token: string, state: Partial<RowState> = {}, run: Partial<Run> | null = {}): this {
    const row = this.row(taskId);
    this.#change(taskId, {
      ...row,
      status: "PROCESSING",
      attempts: row.attempts + 1,
      claimCount: row.claimCount + 1,
      leaseToken: token,
      leaseHolder: "host:1:aa",
      leaseExpiresAt: this.now + storySettings.leaseMs,
      settledToken: null,
      ...state,
    });
    if (run) this.runs.push({ run: `run ${token}`, taskId, token, pid: 1, startedAt: this.now, ...run });
    return this;
  }

  /** The worker returns; its outcome is recorded later. */
  end(taskId: string): this {
    const run = this.runs.findLast((run) => run.taskId === taskId);
    if (run) run.end = { at: this.now, how: "returned" };
    return this;
  }

  extend(taskId: string): this {
    return this.set(taskId, { leaseExpiresAt: this.now + storySettings.leaseMs });
  }

  /** The worker returned or threw, if it has not before, and its outcome was recorded. */
  settle(taskId: string, status: RowState["status"], state: Partial<RowState> = {}): this {
    const row = this.row(taskId);
    const isOver = status !== "PENDING" && status !== "FAILED";
    const settledRun = `run ${row.leaseToken}`;
    const run = this.runs.find(({ run }) => run === settledRun);
    if (run) run.end ??= { at: this.now, how: status === "COMPLETED" ? "returned" : "threw" };
    this.#change(taskId, {
      ...row,
      ...free,
      status,
      attempts: row.attempts - (status === "PENDING" ? 1 : 0),
      settledToken: row.leaseToken,
      finishedAt: isOver ? this.now : null,
      settledRun,
      ...state,
    });
    this.#count(status);
    return this;
  }

  rescue(taskId: string, status: RowState["status"] = "FAILED", state: Partial<RowState> = {}): this {
    this.#change(taskId, {
      ...this.row(taskId),
      ...free,
      status,
      finishedAt: status === "FAILED" || status === "PENDING" ? null : this.now,
      settledRun: null,
      ...state,
    });
    this.#count(status);
    return this;
  }

  retry(taskId: string, state: Partial<RowState> = {}): this {
    return this.set(taskId, {
      status: "PENDING",
      finishedAt: null,
      cancelRequestedAt: null,
      terminalReason: null,
      ...state,
    });
  }

  /** Any change of a row. */
  set(taskId: string, state: Partial<RowState>): this {
    this.#change(taskId, { ...this.row(taskId), ...state });
    return this;
  }

  fault(kind: string, lastsMs: number, pid?: number): this {
    this.faults.push({ kind, startedAt: this.now, endedAt: this.now + lastsMs, ...(pid === undefined ? {} : { pid }) });
    return this;
  }

  /** The application locks the rows of these tasks, or these unique keys, from now on. */
  hold(kind: "rowLocks" | "references" | "openAdds", holds: readonly string[], lastsMs: number): this {
    this.faults.push({ kind, startedAt: this.now, endedAt: this.now + lastsMs, holds });
    return this;
  }

  row(taskId: string): RowState {
    const row = this.#rows.get(taskId);
    if (!row) throw new Error(`the story has no task ${taskId}`);
    return row;
  }

  tell(): History {
    return {
      settings: storySettings,
      changes: this.changes,
      adds: this.adds,
      runs: this.runs,
      emitted: this.emitted,
      operations: this.operations,
      faults: this.faults,
      parentRows: this.parentRows,
      statistics: this.statistics,
      scheduleSteps: this.scheduleSteps,
      quietAt: this.now,
    };
  }

  #count(status: RowState["status"]): void {
    if (status === "COMPLETED") this.statistics.completed++;
    if (status === "FAILED") this.statistics.failed++;
    if (status === "MAX_RETRIES_REACHED") this.statistics.exhausted++;
  }

  #change(taskId: string, to: RowState): void {
    const from = this.#rows.get(taskId);
    this.changes.push({ n: this.changes.length + 1, taskId, ...(from ? { from } : {}), to, at: this.now });
    this.#rows.set(taskId, to);
    this.now += 100;
  }
}
