import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ReadyTask, readDueType, readReadyTask } from "../notifying/notify.ts";
import { holdsOthersBack } from "./claimRules.ts";
import { maxLevels, type WantedLevel } from "./claimTasks.ts";
import type { Capacity } from "./decideCapacity.ts";

// Pure functions that decide when and how a runner polls. Times are values of `performance.now()`, except due times, which are
// milliseconds of the epoch.

/** Milliseconds from a poll that found tasks to the next one, because more tasks are likely. */
const soonestMs = 3;
/** Number of empty polls after which the interval of `pollMs` doubles. */
const maxEmptyPolls = 10;
const firstRetryMs = 100;
const maxRetryMs = 5_000;
/** One of this many polls is an aging poll. It ignores priorities, so that many tasks of high priority do not starve others. */
const pollsPerAgingPoll = 10;
/** Minimum time between two aging polls, as a multiple of the duration of the last one. */
const agingGapFactor = 15;
/** Time between two full scans, as a multiple of the duration of the last one. */
const fullScanGapFactor = 20;
/** Maximum milliseconds between two full scans. */
const maxFullScanGapMs = 2_000;
/** If a task has become due, the next full scan may follow after this fraction of the usual time. */
const hurriedPart = 0.2;
/**
 * Milliseconds by which a resumed scan begins before its cursor, because tasks are not committed in the order of their due times.
 */
const overlapMs = 50;

/** Which statement to send. */
export type Poll =
  /** Claims only the task that a notification named. No other new task is known. */
  | { kind: "readyTask"; task: ReadyTask; timeoutMs: number }
  /** Claims tasks that have been due for a long time, regardless of their priority. */
  | { kind: "aging" }
  /** Continues where the last scans ended. It misses new priorities, and tasks that became claimable before the cursor. */
  | { kind: "resumed"; levels: WantedLevel[] }
  /** Reads all due tasks from the first one. */
  | { kind: "full" };

/** A poll that has returned. */
export interface PollResult {
  capacity: Pick<Capacity, "wanted" | "limit" | "fullTypes">;
  tasks: readonly ClaimedTask[];
  sentAt: number;
}

/** Where the next resumed scan of one type continues. */
interface TypeCursor {
  /** By priority: the latest due time of a claimed task, in milliseconds of the epoch. */
  latest: Map<number, number>;
  /** The lowest priority that the last full scan claimed, if it left tasks behind; otherwise -Infinity. */
  floor: number;
  fullScanAt: number;
  /** When a full scan may follow if a task comes due. */
  hurriedScanAt: number;
}

/** The state of a runner's polls. */
export type PollState = ReturnType<typeof createPollState>;

/** @param types - those that the runner runs */
export function createPollState(pollMs: number, types: ReadonlySet<string>) {
  return {
    pollMs,
    types,
    /** Tasks that notifications have reported since the last poll was sent. */
    ready: undefined as ReadyTask | "several" | undefined,
    lastReadyId: undefined as string | undefined,
    /** Types of which the last poll may have left due tasks behind. */
    leftBehind: new Set() as ReadonlySet<string> | "all",
    cursors: new Map<string, TypeCursor>(),
    /** The last time at which skipped tasks became claimable. */
    freedAt: -Infinity,
    /** When to poll without a notification. A poll of the kind "readyTask" does not delay it. */
    nextPollAt: 0,
    waitMs: pollMs,
    emptyPolls: 0,
    pollsSinceAging: 0,
    nextAgingAt: 0,
    retryMs: firstRetryMs,
    /** Whether the last poll failed; the next one follows soon. */
    isFailing: false,
    /** When the database last returned a result. */
    contactAt: undefined as number | undefined,
  };
}

/** Makes the next poll a scan, because other tasks than a notified one may be due. */
export function pollSoon(state: PollState): void {
  state.nextPollAt = 0;
}

/** Whether a freed slot of this type is a reason to poll. */
export function mayFindMore({ leftBehind }: PollState, type: string): boolean {
  return leftBehind === "all" || leftBehind.has(type);
}

/** Decides what to send now. */
export function decidePoll(state: PollState, capacity: Capacity, now: number): Poll {
  const { ready } = state;
  state.ready = undefined;
  // A slot of a full type may become free before the poll returns.
  if (state.leftBehind !== "all") state.leftBehind = new Set([...state.leftBehind, ...capacity.fullTypes]);
  const readyTask = findReadyTask(state, ready, capacity, now);
  if (readyTask) return readyTask;
  if (takesAgingTurn(state, now)) return { kind: "aging" };
  const levels = resumeLevels(state, capacity, now);
  return levels ? { kind: "resumed", levels } : { kind: "full" };
}

function findReadyTask(state: PollState, task: PollState["ready"], capacity: Capacity, now: number): Poll | undefined {
  if (task === undefined || task === "several" || mayFindMore(state, task.type) || now >= state.nextPollAt) return;
  if (capacity.limit === 1) return; // a more urgent task may have come due without a notification
  const wanted = capacity.wanted.find(({ type }) => type === task.type);
  return wanted && { kind: "readyTask", task, timeoutMs: wanted.timeoutMs };
}

function takesAgingTurn(state: PollState, now: number): boolean {
  if (state.leftBehind !== "all" && state.leftBehind.size === 0) return false; // no due task waits, so none starves
  if (++state.pollsSinceAging < pollsPerAgingPoll || now < state.nextAgingAt) return false;
  state.pollsSinceAging = 0;
  return true;
}

/** Where to resume, in the priorities seen so far; undefined when a full scan is due. */
function resumeLevels(state: PollState, { wanted }: Capacity, now: number): WantedLevel[] | undefined {
  if (now >= nextFullScanAt(state, wanted)) return undefined;
  const levels: WantedLevel[] = [];
  for (const type of wanted) {
    const { latest, floor } = state.cursors.get(type.type) as TypeCursor;
    if (latest.size > maxLevels) return undefined;
    const usual = floor === -Infinity ? 0 : floor;
    if (!latest.has(usual)) levels.push({ ...type, priority: usual, fromMs: 0 });
    for (const [priority, dueMs] of latest)
      if (priority >= floor) levels.push({ ...type, priority, fromMs: dueMs - overlapMs });
  }
  return levels;
}

function nextFullScanAt({ cursors }: PollState, wanted: Capacity["wanted"]): number {
  return Math.min(...wanted.map(({ type }) => cursors.get(type)?.fullScanAt ?? 0));
}

/**
 * Notes the result of a poll. Returns the milliseconds until the next one; 0 means at once.
 * @param random - from 0 to 1; spreads the polls of several runners
 */
export function afterPoll(state: PollState, poll: Poll, result: PollResult, now: number, random: number): number {
  const { tasks, sentAt } = result;
  const { limit, wanted, fullTypes } = result.capacity;
  noteContact(state, now);
  if (poll.kind === "readyTask") return Math.max(state.nextPollAt - now, 0);
  if (poll.kind === "aging") {
    state.nextAgingAt = now + agingGapFactor * (now - sentAt);
    if (tasks.length === 0) {
      pollSoon(state); // a scan must still find what led to this poll
      return 0;
    }
  }
  const isFull = tasks.length >= limit;
  const filled = findFilledTypes(tasks, wanted);
  if (poll.kind !== "aging") moveCursors(state, poll, result, filled, now);
  // Tasks that must wait for the claimed ones may have filled the limit and hidden other tasks. The next poll skips the tasks that
  // must wait, and finds the hidden ones.
  const holdsBack = tasks.some(holdsOthersBack);
  const isAllLeft = poll.kind === "aging" || isFull || holdsBack || state.freedAt >= sentAt;
  state.leftBehind = isAllLeft ? "all" : new Set([...fullTypes, ...filled]);
  const backoffMs = growWait(state, tasks.length > 0, random);
  const untilFullScanMs = poll.kind === "resumed" ? Math.max(nextFullScanAt(state, wanted) - now, 0) : Infinity;
  const waitMs = isAllLeft ? 0 : Math.min(backoffMs, untilFullScanMs);
  if (holdsBack) noteFreed(state, now);
  state.nextPollAt = now + waitMs;
  return waitMs;
}

/** Types of which a poll claimed as many tasks as it asked for. */
function findFilledTypes(tasks: readonly ClaimedTask[], wanted: Capacity["wanted"]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { type } of tasks) counts.set(type, (counts.get(type) ?? 0) + 1);
  return new Set(wanted.flatMap(({ type, limit }) => ((counts.get(type) ?? 0) >= limit ? [type] : [])));
}

/** Moves the cursors. A full scan sets where resumed scans begin, and when the next full scan is due. A resumed scan can make one due at once. */
function moveCursors(
  { cursors, freedAt }: PollState,
  { kind }: Poll,
  { tasks, capacity: { wanted, limit }, sentAt }: PollResult,
  filled: ReadonlySet<string>,
  now: number,
): void {
  const gapMs = Math.min(fullScanGapFactor * (now - sentAt), maxFullScanGapMs);
  const times = { fullScanAt: freedAt >= sentAt ? 0 : now + gapMs, hurriedScanAt: now + hurriedPart * gapMs };
  // A scan that reached its limit has claimed everything above its last task.
  const lowest = tasks.length >= limit ? (tasks.at(-1)?.priority ?? 0) : -Infinity;
  for (const { type } of wanted) {
    const cursor = cursors.get(type);
    if (kind === "full") {
      const latest = cursor && cursor.latest.size <= maxLevels ? cursor.latest : new Map<number, number>();
      const floor = filled.has(type) ? (tasks.findLast((task) => task.type === type)?.priority ?? 0) : lowest;
      cursors.set(type, { latest, floor, ...times });
    } else if (cursor && cursor.floor > lowest && !filled.has(type)) cursor.fullScanAt = 0; // there may be more below the floor
  }
  for (const { type, priority, scheduledForMs, createdAtMs } of tasks) {
    const latest = cursors.get(type)?.latest;
    const level = priority ?? 0;
    latest?.set(level, Math.max(latest.get(level) ?? 0, scheduledForMs ?? createdAtMs));
  }
}

/** Returns the wait until the next poll. Each empty poll doubles it, up to `pollMs`, and to twice `pollMs` after ten more. */
function growWait(state: PollState, hasFound: boolean, random: number): number {
  state.waitMs = Math.min(hasFound ? soonestMs : state.waitMs * 2, state.pollMs);
  state.emptyPolls = state.waitMs < state.pollMs ? 0 : state.emptyPolls + 1;
  const growth = state.emptyPolls > maxEmptyPolls ? 2 : 1;
  return state.waitMs * growth * (0.9 + 0.2 * random);
}

/** Notes that a poll failed. Returns the milliseconds until the next one. */
export function afterFailure(state: PollState, isLostRace: boolean, now: number, random: number): number {
  // The claim may have been rolled back. Its tasks are then before the cursors, and a named task is no longer the only new one.
  restartScan(state, now);
  pollSoon(state);
  state.isFailing = true;
  if (isLostRace) return 5 + 20 * random;
  state.retryMs = Math.min(state.retryMs * 2, maxRetryMs);
  return state.retryMs * (0.5 + 0.5 * random);
}

/** Notes what a notification says. Returns whether it is a reason to poll. */
export function noteNotification(state: PollState, notification: string, now: number): boolean {
  const dueType = readDueType(notification);
  if (dueType !== undefined) return state.types.has(dueType) && noteDue(state);
  const task = readReadyTask(notification);
  // A process receives the notifications about its own tasks twice.
  if (task && (task.id === state.lastReadyId || !state.types.has(task.type))) return false;
  if (!task && notification !== "ready" && notification !== "freed") return false;
  state.lastReadyId = task?.id;
  state.ready = task && state.ready === undefined ? task : "several";
  state.emptyPolls = 0;
  if (notification === "freed") noteFreed(state, now);
  return true;
}

/** Notes that a task became due. The next full scan follows sooner, because resumed scans miss a task of a new priority. */
function noteDue(state: PollState): boolean {
  if (state.isFailing) return false; // the next try finds it
  state.ready = "several";
  for (const cursor of state.cursors.values()) cursor.fullScanAt = Math.min(cursor.fullScanAt, cursor.hurriedScanAt);
  return true;
}

/** Notes that skipped tasks became claimable. */
export function noteFreed(state: PollState, now: number): void {
  state.leftBehind = "all";
  restartScan(state, now);
}

/** Makes polls frequent, because tasks become due soon, at a time that is not known exactly. */
export function expectSoon(state: PollState): void {
  state.waitMs = Math.min(soonestMs, state.pollMs);
  pollSoon(state);
}

/** Notes that the database has returned a result. */
export function noteContact(state: PollState, now: number): void {
  state.contactAt = now;
  state.isFailing = false;
  state.retryMs = firstRetryMs;
}

function restartScan(state: PollState, now: number): void {
  state.freedAt = now;
  for (const cursor of state.cursors.values()) cursor.fullScanAt = 0;
}
