import { describe, expect, test } from "vitest";
import { checkHistory } from "../src/checker/checkHistory.ts";
import { outage } from "../src/checker/schedules/checkNextSlot.ts";
import type { ScheduleState, ScheduleStep, SlotRecord } from "../src/history/ScheduleStep.ts";
import { Story } from "./support/Story.ts";

const start = 1_000_000;
const fresh: ScheduleState = {
  type: "T",
  version: 1,
  runs: 0,
  nextAt: start,
  timing: { cron: null, everyMs: 1_000, timeZone: "UTC", startsAt: null, endsAt: null, maxRuns: null },
  missed: "once",
  overlap: "skip",
  splayMs: 0,
};

/** Tells what happens to one schedule with a slot each second, from 1,000 s on. */
class ScheduleStory {
  readonly #story = new Story();
  #state: ScheduleState;

  constructor(state: Partial<ScheduleState> = {}) {
    this.#state = { ...fresh, ...state };
    this.#story.now = start - 500;
    this.#story.scheduleSteps.push({
      n: 1,
      name: "s",
      at: start - 500,
      action: "schedule.create",
      to: this.#state,
      slots: [],
    });
  }

  /** The slots are seconds after 1,000 s. Each that fires has a task, which is finished at once if `isDone`. */
  fire(outcomes: Record<number, SlotRecord["outcome"]>, state: Partial<ScheduleState> = {}, isDone = true): this {
    const seconds = Object.keys(outcomes).map(Number);
    const last = start + Math.max(...seconds) * 1_000;
    this.#story.now = Math.max(this.#story.now, last) + 10;
    const slots = seconds.map((second): SlotRecord => {
      const outcome = outcomes[second] as SlotRecord["outcome"];
      const slot = start + second * 1_000;
      const taskId = outcome === "fired" ? `task ${second} at ${this.#story.now}` : null;
      if (taskId) this.#story.add(taskId, { addId: null, scheduleName: "s", scheduledSlot: slot });
      return { slot, outcome, taskId, at: this.#story.now, isChange: false };
    });
    const fired = slots.filter(({ outcome }) => outcome === "fired");
    this.step({ nextAt: last + 1_000, runs: this.#state.runs + fired.length, ...state }, { slots });
    for (const { taskId } of isDone ? fired : [])
      this.#story.claim(taskId as string, `of ${taskId}`).settle(taskId as string, "COMPLETED");
    return this;
  }

  step(state: Partial<ScheduleState>, step: Partial<ScheduleStep> = {}): this {
    const from = this.#state;
    this.#state = { ...from, version: from.version + 1, ...state };
    const n = this.#story.changes.length + 0.5;
    this.#story.scheduleSteps.push({ n, name: "s", at: this.#story.now, from, to: this.#state, slots: [], ...step });
    return this;
  }

  /** What the checker says about schedules. */
  judge(): string[] {
    const history = { ...this.#story.tell(), adds: [] };
    return checkHistory(history).violations.flatMap(({ invariant, message }) => (invariant === "I16" ? [message] : []));
  }
}

describe("stories in which all is well", () => {
  test("each slot fires", () =>
    expect(new ScheduleStory().fire({ 0: "fired" }).fire({ 1: "fired" }).fire({ 2: "fired" }).judge()).toEqual([]));

  test("a slot is skipped while a task is unfinished", () =>
    expect(new ScheduleStory().fire({ 0: "fired" }, {}, false).fire({ 1: "skipped" }).judge()).toEqual([]));

  test("slots during a pause do not exist", () => {
    const story = new ScheduleStory().fire({ 0: "fired" });
    story.step({ nextAt: start + 5_000 }, { action: "schedule.pause" });
    expect(story.fire({ 5: "fired" }).judge()).toEqual([]);
  });

  test("after an outage, one slot stands for those that were missed", () => {
    const late = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, "missed" as const]));
    const story = new ScheduleStory({ missed: "skip" }).step({ nextAt: start }, { action: outage });
    const onTime = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [n + 40, "skipped" as const]));
    expect(story.fire({ ...late, ...onTime, 99: "fired" }).judge()).toEqual([]);
  });
});

test("I16: a slot is left out", () => {
  const story = new ScheduleStory().fire({ 0: "fired" }).fire({ 2: "fired" });
  expect(story.judge().join("\n")).toContain("was lost");
});

test.each([
  [
    "a slot fires twice",
    new ScheduleStory().fire({ 0: "fired" }, { nextAt: start }).fire({ 0: "fired" }),
    "recorded twice",
  ],
  [
    "the next slot goes back",
    new ScheduleStory().fire({ 0: "fired" }).fire({ 1: "fired" }, { nextAt: start }),
    "went back",
  ],
  ["the next time is no slot", new ScheduleStory().fire({ 0: "fired" }, { nextAt: start + 1_500 }), "is no slot"],
  [
    "a slot is skipped for no reason",
    new ScheduleStory().fire({ 0: "fired" }).fire({ 4: "skipped", 1: "skipped", 2: "skipped", 3: "skipped" }),
    "no task was unfinished",
  ],
  ["two tasks overlap", new ScheduleStory().fire({ 0: "fired" }, {}, false).fire({ 1: "fired" }), "was unfinished"],
  ["two slots of one firing add a task", new ScheduleStory().fire({ 0: "fired", 1: "fired" }), "at the same time"],
  ["a slot on time is missed", new ScheduleStory().fire({ 0: "missed" }), "was not missed"],
  [
    "a slot is skipped where overlaps are allowed",
    new ScheduleStory({ overlap: "allow" }).fire({ 0: "skipped" }),
    "was skipped",
  ],
  ["runs count wrongly", new ScheduleStory().fire({ 0: "fired" }, { runs: 2 }), "runs rose by 2"],
  [
    "a change moves the next slot",
    new ScheduleStory().step({ nextAt: start + 3_000 }, { action: "schedule.run" }),
    "moved its next slot",
  ],
  [
    "a resumed schedule leaves out slots",
    new ScheduleStory().step({ nextAt: start + 9_000 }, { action: "schedule.resume" }),
    "moved its next slot",
  ],
  [
    "a version is overwritten",
    new ScheduleStory()
      .fire({ 0: "fired" }, { version: 7 })
      .step({ version: 9, nextAt: start + 1_000 }, { from: fresh }),
    "from version 1",
  ],
])("I16: a history in which %s is caught", (_, story, message) => {
  expect(story.judge().join("\n")).toContain(message);
});
