import { expect, test } from "vitest";
import { type DueSchedule, decideSlots } from "./decideSlots.ts";

const hour = 3_600_000;
const now = Date.parse("2026-05-01T15:30Z");

/** An hourly schedule whose next slot was at 13:00, two and a half hours ago. */
const hourly = (part: Partial<DueSchedule> & { maxRuns?: number } = {}): DueSchedule => ({
  timing: {
    cron: "0 * * * *",
    everyMs: null,
    timeZone: "UTC",
    startsAt: null,
    endsAt: null,
    maxRuns: part.maxRuns ?? null,
  },
  missed: "once",
  overlap: "skip",
  splayMs: 0,
  nextAtMs: Date.parse("2026-05-01T13:00Z"),
  runs: 0,
  pauseEndMs: null,
  recordedMs: [],
  isAbandoned: false,
  ...part,
});

const outcomes = (due: DueSchedule, nowMs = now) => {
  const { slots, nextAtMs } = decideSlots(due, nowMs);
  return {
    free: slots.map(({ ifFree }) => ifFree),
    busy: slots.map(({ ifBusy }) => ifBusy),
    next: nextAtMs && new Date(nextAtMs).toISOString().slice(11, 16),
  };
};

test.each([
  ["skip", ["missed", "missed", "missed"]],
  ["once", ["missed", "missed", "fired"]],
  ["all", ["fired", "fired", "fired"]],
] as const)("three missed slots with the policy %s", (missed, free) => {
  expect(outcomes(hourly({ missed }))).toMatchObject({ free, next: "16:00" });
});

test("a slot of the last minute is not late, and stands for the missed ones", () => {
  const shortly = Date.parse("2026-05-01T15:00:30Z");
  expect(outcomes(hourly(), shortly).free).toEqual(["missed", "missed", "fired"]);
  expect(outcomes(hourly({ missed: "skip" }), shortly).free).toEqual(["missed", "missed", "fired"]);
  expect(outcomes(hourly({ missed: "skip", splayMs: 2 * hour }), now).free).toEqual(["missed", "fired", "skipped"]);
});

test("while an earlier task is unfinished, wanted slots are skipped, except with the overlap policy allow", () => {
  expect(outcomes(hourly({ missed: "all" })).busy).toEqual(["skipped", "skipped", "skipped"]);
  expect(outcomes(hourly({ missed: "once" })).busy).toEqual(["missed", "missed", "skipped"]);
  expect(outcomes(hourly({ missed: "all", overlap: "allow" })).busy).toEqual(["fired", "fired", "fired"]);
});

test("after maxRuns tasks, further slots do not exist", () => {
  expect(outcomes(hourly({ missed: "all", maxRuns: 5, runs: 3 })).free).toEqual(["fired", "fired", null]);
});

test("slots before the end of a pause do not exist", () => {
  const pauseEndMs = Date.parse("2026-05-01T14:10Z");
  expect(outcomes(hourly({ missed: "all", nextAtMs: pauseEndMs, pauseEndMs })).free).toEqual(["fired"]);
  const laterMs = Date.parse("2026-05-01T15:10Z");
  expect(outcomes(hourly({ nextAtMs: laterMs, pauseEndMs: laterMs }))).toEqual({ free: [], busy: [], next: "16:00" });
});

test("a timing that was changed after the end of a pause starts from the change, not from that end", () => {
  const pauseEndMs = Date.parse("2026-05-01T11:10Z");
  expect(outcomes(hourly({ missed: "all", pauseEndMs })).free).toEqual(["fired", "fired", "fired"]);
});

test("a slot that a backfill has recorded is left out, and the next one fires in its place", () => {
  const shortly = Date.parse("2026-05-01T15:00:30Z");
  const [first, last] = ["14:00", "15:00"].map((time) => Date.parse(`2026-05-01T${time}Z`));
  const two = { splayMs: 2 * hour, nextAtMs: first ?? 0 };
  expect(outcomes(hourly(two), shortly)).toMatchObject({ free: ["fired", "skipped"] });
  expect(outcomes(hourly({ ...two, recordedMs: [first ?? 0] }), shortly)).toEqual({
    free: ["fired"],
    busy: ["skipped"],
    next: "16:00",
  });
  expect(outcomes(hourly({ ...two, recordedMs: [first ?? 0, last ?? 0] }), shortly)).toMatchObject({
    free: [],
    next: "16:00",
  });
});

test("a recorded slot that stands for the missed ones leaves them missed", () => {
  const recordedMs = [Date.parse("2026-05-01T15:00Z")];
  expect(outcomes(hourly({ recordedMs })).free).toEqual(["missed", "missed"]);
});

test("a schedule that no code declares and no runner can run misses its slots", () => {
  expect(outcomes(hourly({ missed: "all", isAbandoned: true })).free).toEqual(["missed", "missed", "missed"]);
});

test("the time that another process has computed is a slot, even if this process would have computed another", () => {
  const nextAtMs = Date.parse("2026-05-01T13:30Z"); // half an hour off
  const { slots, nextAtMs: following } = decideSlots(hourly({ missed: "all", nextAtMs }), now);
  expect(slots.map(({ atMs }) => atMs)).toEqual([nextAtMs, nextAtMs + hour / 2, nextAtMs + 1.5 * hour]);
  expect(following).toBe(Date.parse("2026-05-01T16:00Z"));
});

test.each([
  ["an hour before", "02:30", "03:30"],
  ["an hour after", "04:30", "03:30"],
])(
  "a daily slot that another version of the time zones has put %s this one's is the slot of that day",
  (_, slot, own) => {
    const daily = hourly({ timing: { ...hourly().timing, cron: "30 3 * * *" }, missed: "all", overlap: "allow" });
    const nextAtMs = Date.parse(`2026-05-01T${slot}Z`);
    for (const nowMs of [nextAtMs, Date.parse("2026-05-01T23:00Z")]) {
      const { slots, nextAtMs: following } = decideSlots({ ...daily, nextAtMs }, nowMs);
      expect(slots.map(({ atMs }) => atMs)).toEqual([nextAtMs]);
      expect(following).toBe(Date.parse(`2026-05-02T${own}Z`));
    }
  },
);

test("of a long outage, the newest hundred slots are recorded", () => {
  const { slots } = decideSlots(hourly({ missed: "all", nextAtMs: now - 1_000 * hour }), now);
  expect(slots).toHaveLength(100);
  expect(slots.at(-1)?.atMs).toBe(Date.parse("2026-05-01T15:00Z"));
});
