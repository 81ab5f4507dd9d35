import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { prismaDatabase } from "../database/database.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { ScheduleDeclaredError, ScheduleNotFoundError } from "../domain/errors/scheduleErrors.ts";
import type { ScheduleSpec } from "../domain/schedules.ts";
import type { TransactionClient } from "../domain/types.ts";
import { notify } from "../notifying/notify.ts";
import { resolvePage } from "../querying/resolveFilter.ts";
import type { Page, PageOptions } from "../querying/TaskFilter.ts";
import { toPage } from "../querying/toPage.ts";
import { type ActorOptions, resolveActor } from "../settings/actor.ts";
import type { PauseOptions } from "../settings/pauses.ts";
import { checkDate, wholeNumber } from "../validation/checkValues.ts";
import type { Workers } from "../workers/defineWorker.ts";
import type { ScheduleSpecOf } from "../workers/scheduleTyping.ts";
import { type BackfillPeriod, type BackfillSummary, backfill, listBackfillSlots } from "./backfill.ts";
import { changeExisting, changeSchedule, findPlace, type Place, runIn } from "./changeSchedule.ts";
import { deleteSchedule } from "./deleteSchedule.ts";
import { announceFired } from "./fireDueSchedules.ts";
import type { FiredTask } from "./fireSchedules.ts";
import { pauseSchedule, resumeSchedule } from "./pauseSchedule.ts";
import { readLatestSlots } from "./readLatestSlots.ts";
import { listScheduleSlots, listSchedules, readNowMs, readSchedule } from "./readSchedules.ts";
import { checkScheduleName, resolveSchedule } from "./resolveSchedule.ts";
import { runScheduleNow } from "./runScheduleNow.ts";
import { type Schedule, type ScheduleSlot, toSchedule, toSlot } from "./Schedule.ts";
import { saveSchedule, saveScheduleInTransaction } from "./saveSchedule.ts";
import { slotsFrom } from "./slots.ts";

/** Options of calls that may be part of a transaction of the caller. */
export interface ScheduleCallOptions extends ActorOptions {
  /** A Prisma transaction client. The change is then part of this transaction. Default: none. */
  tx?: TransactionClient | undefined;
}

const maxPreview = 1_000;

/** The schedules of a queue. `QueueService.schedules` has them. */
export class QueueSchedules<TWorkers extends Workers> {
  readonly #core: QueueCore;

  constructor(core: QueueCore) {
    this.#core = core;
  }

  /**
   * Creates a schedule, or changes it, and returns it. Changed times start from now. An unchanged schedule stays as it is.
   * @param spec.name - 1 to 128 characters without `/` or `\`, beginning with a letter or digit
   * @throws InvalidOptionsError, InvalidTaskDataError, LockTimeoutError
   * @throws ScheduleDeclaredError when running code declares a schedule with this name
   */
  async upsert(
    spec: ScheduleSpecOf<TWorkers> & { name: string },
    options: ScheduleCallOptions = {},
  ): Promise<Schedule> {
    const { name, ...rest } = spec as ScheduleSpec & { name: string };
    const { place, actor } = this.#resolve(name, options);
    const resolved = await resolveSchedule(name, rest as ScheduleSpec, findWorker(this.#core, rest.type));
    await changeSchedule(place, name, async (former) => {
      if (former?.release && former.isDeclared) throw new ScheduleDeclaredError(name, former.release);
      const nowMs = former?.nowMs ?? (await readNowMs(place.database));
      const save = place.tx ? saveScheduleInTransaction : saveSchedule;
      return (await save(place.database, resolved, { ...actor, former, nowMs, release: null })) || undefined;
    });
    await this.#notify(place);
    return this.#readIn(place, name);
  }

  /** Returns a page of the schedules, in the order of their names. @throws InvalidOptionsError */
  async list(options: PageOptions = {}): Promise<Page<Schedule>> {
    const { cursor, limit } = resolvePage(options);
    const after = cursor === null ? "" : Buffer.from(cursor, "base64url").toString();
    const rows = await retryTransient(() => listSchedules(this.#core.database, after, limit + 1));
    return toPage(rows, limit, toSchedule, ({ name }) => Buffer.from(name).toString("base64url"));
  }

  /** Returns a schedule; null if there is none with this name. */
  async read(name: string): Promise<Schedule | null> {
    checkScheduleName(name);
    const row = await retryTransient(() => readSchedule(this.#core.database, name));
    return row ? toSchedule(row) : null;
  }

  /** Returns a page of the slots that are over, newest first. They are kept for 90 days. @throws InvalidOptionsError */
  async listSlots(name: string, options: PageOptions = {}): Promise<Page<ScheduleSlot>> {
    checkScheduleName(name);
    const { cursor, limit } = resolvePage(options);
    if (cursor !== null && !/^-?\d{1,16}$/.test(cursor))
      throw new InvalidOptionsError("cursor", cursor, "the nextCursor of the page before");
    const beforeMs = cursor === null ? null : Number(cursor);
    const rows = await retryTransient(() => listScheduleSlots(this.#core.database, name, beforeMs, limit + 1));
    return toPage(rows, limit, toSlot, ({ slotMs }) => String(slotMs));
  }

  /**
   * Returns the latest slots of some schedules by name, newest first.
   * @param names - at most 100
   * @param count - how many slots of each, 1 to 100
   * @throws InvalidOptionsError
   */
  async listLatestSlots(names: readonly string[], count: number): Promise<Map<string, ScheduleSlot[]>> {
    wholeNumber("names", names.length, 0, 100);
    wholeNumber("count", count, 1, 100);
    for (const name of names) checkScheduleName(name);
    const rows = await retryTransient(() => readLatestSlots(this.#core.database, names, count));
    const slots = new Map<string, ScheduleSlot[]>(names.map((name) => [name, []]));
    for (const row of rows) slots.get(row.name)?.push(toSlot(row));
    return slots;
  }

  /**
   * Returns how many slots a schedule has in a period, also those that are over. 10,001 means more than 10,000.
   * @throws ScheduleNotFoundError, InvalidOptionsError
   */
  async countSlots(name: string, { from, to }: Pick<BackfillPeriod, "from" | "to">): Promise<number> {
    checkScheduleName(name);
    checkDate("from", from);
    checkDate("to", to);
    const row = await retryTransient(() => readSchedule(this.#core.database, name));
    if (!row) throw new ScheduleNotFoundError(name);
    return listBackfillSlots(row.policies.timing, from, to).length;
  }

  /**
   * Pauses a schedule and returns it. Slots during the pause are not missed: they do not exist. Its tasks continue.
   * @param options.until - when the pause ends by itself. Default: when it is resumed
   * @throws ScheduleNotFoundError, InvalidOptionsError, LockTimeoutError
   */
  async pause(name: string, options: PauseOptions = {}): Promise<Schedule> {
    checkScheduleName(name);
    const { until } = options;
    const actor = resolveActor(options, ["until"]);
    if (until !== undefined) checkDate("until", until);
    const place = findPlace(this.#core, undefined);
    await changeExisting(place, name, (row) => {
      if (until && until.getTime() <= row.nowMs) throw new InvalidOptionsError("until", until, "a time in the future");
      return pauseSchedule(place.database, row, actor, until?.getTime() ?? null);
    });
    await this.#notify(place);
    return this.#readIn(place, name);
  }

  /**
   * Ends the pause of a schedule and returns it. Its next slot is the first one from now. Does nothing if it is not paused.
   * @throws ScheduleNotFoundError, InvalidOptionsError, LockTimeoutError
   */
  async resume(name: string, options: ActorOptions = {}): Promise<Schedule> {
    checkScheduleName(name);
    const actor = resolveActor(options);
    const place = findPlace(this.#core, undefined);
    await changeExisting(place, name, (row) => resumeSchedule(place.database, row, actor));
    await this.#notify(place);
    return this.#readIn(place, name);
  }

  /**
   * Adds a task of a schedule now, also while it is paused or has ended. It moves no slot. With the overlap policy `skip`, it adds
   * nothing while an earlier task is unfinished.
   * @returns whether it added a task, and its id, which is null if it was skipped
   * @throws ScheduleNotFoundError, InvalidOptionsError, LockTimeoutError
   */
  async runNow(
    name: string,
    options: ScheduleCallOptions = {},
  ): Promise<{ outcome: "fired" | "skipped"; taskId: string | null }> {
    const { place, actor } = this.#resolve(name, options);
    const taskId = this.#core.adder.createId();
    const fired = await changeExisting(place, name, (row) => runScheduleNow(place.database, row, taskId, actor));
    if (fired === null) return { outcome: "skipped", taskId: null };
    await this.#announce(place, [fired]);
    return { outcome: "fired", taskId };
  }

  /**
   * Adds the tasks of slots in the past that have added none, in their order.
   * @returns how many slots have added a task, were skipped, or had added one before
   * @throws ScheduleNotFoundError, LockTimeoutError
   * @throws InvalidOptionsError, also for more than 10,000 slots. Batches of 500 are atomic; with `tx`, the whole call is
   */
  async backfill(name: string, options: BackfillPeriod & ScheduleCallOptions): Promise<BackfillSummary> {
    const { from, to, overlap, ...rest } = options;
    const { place, actor } = this.#resolve(name, rest);
    const period = { from, to, overlap: overlap ?? "allow" };
    return backfill(this.#core, place, name, period, actor, (fired) => this.#announce(place, fired));
  }

  /**
   * Deletes a schedule. Its tasks stay, and the record of its slots is kept for 90 days.
   * @throws ScheduleNotFoundError, InvalidOptionsError, LockTimeoutError
   * @throws ScheduleDeclaredError when running code declares it, because that code would create it again
   */
  async delete(name: string, options: ScheduleCallOptions = {}): Promise<void> {
    const { place, actor } = this.#resolve(name, options);
    let wasThere = false;
    await changeSchedule(place, name, async (row) => {
      // Gone since it was read: the reply to its deletion was lost, or another call has deleted it.
      if (!row && wasThere) return true;
      if (!row) throw new ScheduleNotFoundError(name);
      wasThere = true;
      if (row.release && row.isDeclared) throw new ScheduleDeclaredError(name, row.release);
      return deleteSchedule(place.database, row, actor);
    });
  }

  /**
   * Returns the next slots of a schedule, or of a spec that need not exist, from the database's time. Fewer than `count` if it ends
   * before. Those of a paused schedule are the ones it would have.
   * @param count - 1 to 1,000. Default 5
   * @throws ScheduleNotFoundError, InvalidOptionsError, InvalidTaskDataError
   */
  async preview(schedule: string | ScheduleSpecOf<TWorkers>, count = 5): Promise<Date[]> {
    wholeNumber("count", count, 1, maxPreview);
    const { timing, fromMs, runs } = await this.#readTiming(schedule);
    const dates: Date[] = [];
    const most = Math.min(count, (timing.maxRuns ?? Infinity) - runs);
    for (const slotMs of slotsFrom(timing, fromMs)) {
      if (dates.length >= most) break;
      dates.push(new Date(slotMs));
    }
    return dates;
  }

  async #readTiming(schedule: string | ScheduleSpecOf<TWorkers>) {
    if (typeof schedule !== "string") {
      const spec = schedule as ScheduleSpec;
      const { timing } = await resolveSchedule("preview", spec, findWorker(this.#core, spec.type));
      return { timing, fromMs: await retryTransient(() => readNowMs(this.#core.database)), runs: 0 };
    }
    checkScheduleName(schedule);
    const row = await retryTransient(() => readSchedule(this.#core.database, schedule));
    if (!row) throw new ScheduleNotFoundError(schedule);
    return { timing: row.policies.timing, fromMs: row.pause?.untilMs ?? row.nowMs, runs: row.runs };
  }

  #resolve(name: string, options: ScheduleCallOptions) {
    checkScheduleName(name);
    return { place: findPlace(this.#core, options.tx), actor: resolveActor(options, ["tx"]) };
  }

  async #readIn(place: Place, name: string): Promise<Schedule> {
    const row = await runIn(place, () => readSchedule(place.database, name));
    if (!row) throw new ScheduleNotFoundError(name); // deleted in between
    return toSchedule(row);
  }

  /** Tells the runners that a schedule may be due sooner than they know. */
  async #notify({ tx }: Place): Promise<void> {
    const { notifier } = this.#core;
    if (!tx) {
      notifier.emit("schedules");
      await notifier.send("schedules");
    } else if (notifier.isEnabled) await notify(prismaDatabase(tx), "schedules");
  }

  async #announce({ tx }: Place, fired: readonly FiredTask[]): Promise<void> {
    if (!tx) announceFired(this.#core, fired);
    else if (fired.length > 0) {
      this.#core.changes.noteInTransaction(fired);
      if (this.#core.notifier.isEnabled) await notify(prismaDatabase(tx), "ready");
    }
  }
}
