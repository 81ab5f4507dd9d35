import { describe, expect, test } from "vitest";
import { checkHistory } from "../src/checker/checkHistory.ts";
import { countHistory } from "../src/checker/countHistory.ts";
import { invariants } from "../src/checker/invariants.ts";
import { Story } from "./support/Story.ts";

/** The invariants that a story breaks. */
const judge = (story: Story) =>
  [...new Set(checkHistory(story.tell()).violations.map(({ invariant }) => invariant))].sort();

const completed = () => new Story().add("t").claim("t", "A").settle("t", "COMPLETED");
/** A process is paused; its task is rescued and run by another one. */
const rescued = () =>
  new Story()
    .add("t")
    .claim("t", "A")
    .fault("pause", 3_000, 1)
    .wait(2_500)
    .rescue("t")
    .claim("t", "B", { leaseHolder: "host:2:bb" })
    .settle("t", "COMPLETED");

describe("stories in which all is well", () => {
  test("a task is completed", () => expect(judge(completed())).toEqual([]));

  test("a paused process loses its task to another one", () => expect(judge(rescued())).toEqual([]));

  test("a task fails, is snoozed, released, and completed", () => {
    const story = new Story().add("t");
    story.claim("t", "A").settle("t", "FAILED");
    story.claim("t", "B").settle("t", "PENDING", { snoozeCount: 1 });
    story.claim("t", "C").settle("t", "PENDING").claim("t", "D").settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
  });

  test("an exhausted task is retried by hand", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).claim("t", "A").settle("t", "MAX_RETRIES_REACHED");
    story.retry("t", { maxAttempts: 2 }).claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
  });

  test("a running task is cancelled", () => {
    const story = new Story().add("t").claim("t", "A").set("t", { cancelRequestedAt: 1_200 }).settle("t", "CANCELLED");
    expect(judge(story)).toEqual([]);
  });

  test("an add without a reply was done, once", () => {
    const story = new Story()
      .add("t", {}, { outcome: "unknown", taskId: null, endedAt: null })
      .claim("t", "A")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
    const { view, violations } = checkHistory(story.tell());
    expect(countHistory(view, violations)).toMatchObject({ tasks: 1, recovered: 1 });
  });

  test("a task that is due later waits", () => expect(judge(new Story().add("t", { dueAt: 1e12 }))).toEqual([]));

  test("a task whose row is locked for longer than its lease is recorded after the lock", () => {
    const story = new Story().add("t").claim("t", "A").hold("rowLocks", ["t"], 3_500).end("t").wait(3_600);
    expect(judge(story.settle("t", "COMPLETED"))).toEqual([]);
  });

  test("a locked task of a process that died is rescued after the lock", () => {
    const story = new Story().add("t").claim("t", "A").fault("kill9", 0, 1).hold("rowLocks", ["t"], 9_000);
    expect(judge(story.wait(10_000).rescue("t").claim("t", "B").settle("t", "COMPLETED"))).toEqual([]);
  });

  test("the lease of a task that is referenced for longer than its lease is extended", () => {
    const story = new Story().add("t").claim("t", "A").hold("references", ["t"], 5_000);
    story.wait(1_000).extend("t").wait(1_500).extend("t").settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
  });

  test("an add waits for an open one with its key, and so do those of its call", () => {
    const story = new Story().hold("openAdds", ["T/k"], 3_000);
    story.add("t", { uniqueKey: "k" }, { startedAt: 1_000, endedAt: 4_100, call: "both" });
    story.add("u", {}, { startedAt: 1_000, endedAt: 4_100, call: "both" });
    story.claim("t", "A").settle("t", "COMPLETED").claim("u", "B").settle("u", "COMPLETED");
    expect(judge(story)).toEqual([]);
  });

  test("a task that was claimed ahead and had not begun uses no attempt when its process dies", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).claim("t", "A", { claimedAhead: true }, null);
    story.fault("kill9", 0, 1).wait(2_500).rescue("t", "FAILED", { attempts: 0, claimedAhead: false });
    story.claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
    const waiting = new Story().add("t").claim("t", "A", { claimedAhead: true }, null).fault("kill9", 0, 1);
    waiting.wait(2_500).rescue("t", "PENDING", { attempts: 0 }).claim("t", "B").settle("t", "COMPLETED");
    expect(judge(waiting)).toEqual([]);
  });

  test("the last attempt of a task that was claimed ahead begins, and its process dies", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).claim("t", "A", { claimedAhead: true }, null);
    story.wait(500).set("t", { claimedAhead: false });
    story.runs.push({ run: "run A", taskId: "t", token: "A", pid: 1, startedAt: story.now });
    story.fault("kill9", 0, 1).wait(2_500);
    story.rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
    expect(judge(story)).toEqual([]);
  });

  test("a process dies while it claims a last attempt", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).fault("kill9", 0, 1).claim("t", "A", {}, null).wait(2_500);
    story.rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
    expect(judge(story)).toEqual([]);
  });

  test("a process dies before it has released a task on its last attempt whose time to begin is over", () => {
    const story = new Story().add("t", { maxAttempts: 1, startBy: 400 }).claim("t", "A", {}, null).wait(500);
    story.fault("kill9", 0, 1).wait(2_500);
    story.rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
    expect(judge(story)).toEqual([]);
  });

  test("data that does not fit is released, and refused permanently later", () => {
    const story = new Story().add("t").claim("t", "A", {}, null).settle("t", "PENDING", { settledRun: null });
    story.claim("t", "B", {}, null);
    story.settle("t", "MAX_RETRIES_REACHED", { attempts: 0, terminalReason: "UNRECOVERABLE", settledRun: null });
    expect(judge(story)).toEqual([]);
  });

  test("a worker that never returns is ended by its timeout", () => {
    const story = new Story().add("t").claim("t", "A", { deadlineAt: 1_900 }).wait(1_000);
    story
      .set("t", { leaseExpiresAt: story.now + 2_000 })
      .rescue("t")
      .claim("t", "B")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual([]);
  });
});

describe("stories that break a promise", () => {
  test("I1: an acknowledged task has no row", () => {
    const story = completed();
    story.adds.push({ ...(story.adds[0] as (typeof story.adds)[0]), addId: "gone", taskId: "gone" });
    expect(judge(story)).toEqual(["I1"]);
  });

  test("I1: a task never finishes", () => {
    expect(judge(new Story().add("t").claim("t", "A"))).toEqual(["I1"]);
    expect(judge(new Story().add("t").claim("t", "A").settle("t", "FAILED").wait(100))).toEqual(["I1"]);
  });

  test("I2: a row that no add requested", () => {
    const story = completed();
    story.adds.length = 0;
    expect(judge(story)).toEqual(["I2"]);
  });

  test("I2: one add created two rows", () => {
    const story = completed().add("u", { addId: "add t" }).claim("u", "B").settle("u", "COMPLETED");
    expect(judge(story)).toEqual(["I2"]);
  });

  test("I3: a completed task is completed again", () => {
    const story = completed().set("t", { settledRun: "run X", finishedAt: 5_000 });
    expect(judge(story)).toContain("I3");
  });

  test("I3: a completed task is retried", () => {
    const story = completed().retry("t").claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I10", "I3"]);
  });

  test("I4: a claim is rescued before its lease has expired", () => {
    const story = new Story()
      .add("t")
      .claim("t", "A")
      .fault("pause", 100, 1)
      .rescue("t")
      .claim("t", "B")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I4"]);
  });

  test("I4: a task is claimed while another claim holds it", () => {
    const story = new Story().add("t").claim("t", "A").claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(expect.arrayContaining(["I4", "I10"]));
  });

  test("I4: a lease is longer than it may be", () => {
    const story = new Story()
      .add("t")
      .claim("t", "A", { leaseExpiresAt: 1_100 + 3_600_000 })
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I4"]);
  });

  test("I5: a run that lost its claim records its outcome for the next one", () => {
    const story = new Story().add("t").claim("t", "A").fault("pause", 3_000, 1).wait(2_500).rescue("t").claim("t", "B");
    story.settle("t", "FAILED", { settledRun: "run A" }).claim("t", "C").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I5"]);
  });

  test("I5: an outcome is recorded with another token than that of the claim", () => {
    expect(judge(new Story().add("t").claim("t", "A").settle("t", "COMPLETED", { settledToken: "Z" }))).toEqual(["I5"]);
  });

  test("I6: a claim number is used twice", () => {
    const story = new Story()
      .add("t")
      .claim("t", "A")
      .settle("t", "FAILED")
      .claim("t", "B", { claimCount: 1 })
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I6"]);
  });

  test("I7: a failure uses no attempt", () => {
    const story = new Story()
      .add("t")
      .claim("t", "A")
      .settle("t", "FAILED", { attempts: 0 })
      .claim("t", "B")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I7"]);
  });

  test("I7: the rescue of a run that is known to have begun uses no attempt", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).claim("t", "A", { claimedAhead: true }).fault("kill9", 0, 1);
    story.wait(2_500).rescue("t", "FAILED", { attempts: 0 }).claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I7"]);
    const free = new Story().add("t").claim("t", "A", { claimedAhead: false }, null).fault("kill9", 0, 1);
    free.wait(2_500).rescue("t", "FAILED", { attempts: 0 }).claim("t", "B").settle("t", "COMPLETED");
    expect(judge(free)).toEqual(["I7"]);
  });

  test("I7: a run that failed permanently uses no attempt", () => {
    const story = new Story().add("t").claim("t", "A");
    story.settle("t", "MAX_RETRIES_REACHED", { attempts: 0, terminalReason: "UNRECOVERABLE" });
    expect(judge(story)).toEqual(["I7"]);
  });

  test("I7: more attempts than allowed", () => {
    const story = new Story()
      .add("t", { maxAttempts: 1 })
      .claim("t", "A")
      .settle("t", "FAILED")
      .claim("t", "B")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I7", "I8"]);
  });

  test("I8: a run without a claim", () => {
    const story = completed();
    story.runs.push({ run: "ghost", taskId: "t", token: null, pid: 1, startedAt: 1_150 });
    expect(judge(story)).toEqual(["I8", "I9"]);
  });

  test("I8: one claim is run twice", () => {
    const story = completed();
    story.runs.push({ run: "twin", taskId: "t", token: "A", pid: 1, startedAt: 1_150 });
    expect(judge(story)).toEqual(["I8", "I9"]);
  });

  test("I9: a healthy process loses its claim", () => {
    const story = new Story().add("t").claim("t", "A").wait(2_500).rescue("t").claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I9"]);
    story.fault("kill9", 0, 2);
    expect(judge(story)).toEqual(["I9"]);
  });

  test("I9: a healthy process loses its claim because of a lock, longer than the lease", () => {
    const story = new Story().add("t").claim("t", "A").hold("rowLocks", ["t"], 2_500).wait(2_550);
    expect(judge(story.rescue("t").claim("t", "B").settle("t", "COMPLETED"))).toEqual(["I9"]);
  });

  test("I9: a healthy process loses its claim because of a reference", () => {
    const story = new Story().add("t").claim("t", "A").hold("references", ["t"], 2_500).wait(2_550);
    expect(judge(story.rescue("t").claim("t", "B").settle("t", "COMPLETED"))).toEqual(["I9"]);
  });

  test("I9: the lease of a healthy process expires because of a reference, and no runner rescues it", () => {
    const story = new Story().add("t").claim("t", "A").hold("references", ["t"], 2_500).wait(2_000);
    expect(judge(story.extend("t").settle("t", "COMPLETED"))).toEqual(["I9"]);
    const other = new Story().add("t").claim("t", "A").hold("rowLocks", ["u"], 2_500).wait(2_000);
    expect(judge(other.settle("t", "COMPLETED"))).toEqual(["I9"]);
  });

  test("I10: a rescue makes a task PENDING, and uses an attempt", () => {
    const story = new Story().add("t").claim("t", "A").fault("kill9", 0, 1).wait(2_500).rescue("t", "PENDING");
    expect(judge(story.claim("t", "B").settle("t", "COMPLETED"))).toEqual(["I10"]);
  });

  test("I10: a waiting task fails without having run", () => {
    const story = new Story().add("t").set("t", { status: "FAILED" }).claim("t", "A").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I10"]);
  });

  test("I11: a task starts before it is due", () => {
    const story = new Story().add("t", { dueAt: 9_000 }).claim("t", "A").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I11"]);
  });

  test("I12: an expired claim is not rescued", () => {
    const story = new Story().add("t").fault("kill9", 0, 1).claim("t", "A").wait(9_000).rescue("t");
    story.claim("t", "B").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I12"]);
    expect(judge(rescued())).toEqual([]);
  });

  test("I12: an expired claim is not rescued because another row is locked, or until long after the lock on its own", () => {
    const story = new Story().add("t").fault("kill9", 0, 1).claim("t", "A").hold("rowLocks", ["u"], 9_000).wait(9_000);
    expect(judge(story.rescue("t").claim("t", "B").settle("t", "COMPLETED"))).toEqual(["I12"]);
    const late = new Story().add("t").fault("kill9", 0, 1).claim("t", "A").hold("rowLocks", ["t"], 3_000).wait(9_000);
    expect(judge(late.rescue("t").claim("t", "B").settle("t", "COMPLETED"))).toEqual(["I12"]);
  });

  test("I13: a cancelled task starts", () => {
    const story = new Story().add("t").set("t", { status: "CANCELLED", cancelRequestedAt: 1_100, finishedAt: 1_100 });
    story.set("t", { status: "PENDING", finishedAt: null }).claim("t", "A").settle("t", "CANCELLED");
    expect(judge(story)).toEqual(["I13"]);
  });

  test("I13: a running task completes although it was cancelled", () => {
    const story = new Story().add("t").claim("t", "A").set("t", { cancelRequestedAt: 1_200 }).settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I13"]);
  });

  test("I13: a cancellation is acknowledged but not recorded", () => {
    const story = completed();
    story.operations.push({ kind: "cancel", taskId: "t", outcome: "ok", startedAt: 1_000, endedAt: 1_050 });
    expect(judge(story)).toEqual(["I13"]);
  });

  test("I14: two tasks of one concurrency key run at the same time", () => {
    const story = new Story().add("t", { concurrencyKey: "k" }).add("u", { concurrencyKey: "k" });
    story.claim("t", "A").claim("u", "B").settle("t", "COMPLETED").settle("u", "COMPLETED");
    expect(judge(story)).toEqual(["I14"]);
  });

  test("I17: two unfinished tasks have one unique key", () => {
    const story = new Story().add("t", { uniqueKey: "k" }).add("u", { uniqueKey: "k" });
    story.claim("t", "A").settle("t", "COMPLETED").claim("u", "B").settle("u", "COMPLETED");
    expect(judge(story)).toEqual(["I17"]);
  });

  test("I17: an add returns a task that had finished", () => {
    const story = new Story().add("t", { uniqueKey: "k" }).claim("t", "A").settle("t", "COMPLETED").wait(1_000);
    story.adds.push({
      addId: "late",
      type: "T",
      uniqueKey: "k",
      startedAt: story.now,
      endedAt: story.now + 5,
      outcome: "ok",
      taskId: "t",
      hasParentRow: false,
      call: "late",
      pid: 9,
    });
    expect(judge(story)).toEqual(["I17"]);
  });

  test("I18: a rolled back add leaves a task", () => {
    const story = new Story()
      .add("t", {}, { outcome: "rolledBack", taskId: null })
      .claim("t", "A")
      .settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I18"]);
  });

  test("I18: the row beside a task was lost", () => {
    const story = new Story().add("t", {}, { hasParentRow: true }).claim("t", "A").settle("t", "COMPLETED");
    expect(judge(story)).toEqual(["I18"]);
    story.parentRows.add("add t");
    expect(judge(story)).toEqual([]);
  });

  test("I19: the result is that of another run", () => {
    const story = rescued();
    const { changes } = story;
    const last = changes.at(-1);
    if (last?.to) last.to.settledRun = "run A";
    expect(judge(story)).toEqual(["I19", "I5"]);
  });

  test("I20: an outcome is missing in the statistics", () => {
    const story = completed();
    story.statistics.completed = 0;
    expect(judge(story)).toEqual(["I20"]);
  });

  test("I20: an event reports something that did not happen, or reports it twice", () => {
    const story = completed();
    story.emitted.push({ name: "completed", taskId: "t", token: "A", at: 1_300 });
    expect(judge(story)).toEqual([]);
    story.emitted.push({ name: "completed", taskId: "t", token: "A", at: 1_301 });
    expect(judge(story)).toEqual(["I20"]);
    const other = completed();
    other.emitted.push({ name: "failed", taskId: "t", token: "A", at: 1_300 });
    expect(judge(other)).toEqual(["I20"]);
  });

  test("I22: a completed task keeps its lease", () => {
    const story = new Story()
      .add("t")
      .claim("t", "A")
      .settle("t", "COMPLETED", { leaseToken: "A", leaseExpiresAt: 9_000 });
    expect(judge(story)).toContain("I22");
  });

  test("I23: a finished run waits for a lock on another row", () => {
    const story = new Story().add("t").claim("t", "A").hold("rowLocks", ["u"], 1_500).end("t").wait(1_600);
    expect(judge(story.settle("t", "COMPLETED"))).toEqual(["I23"]);
  });

  test("I23: a finished run waits for a reference to its own row", () => {
    const story = new Story().add("t").claim("t", "A").hold("references", ["t"], 1_500).end("t").wait(1_600);
    expect(judge(story.settle("t", "COMPLETED"))).toEqual(["I23"]);
  });

  test("I23: a finished run is recorded long after the lock on its row has ended", () => {
    const story = new Story().add("t").claim("t", "A").hold("rowLocks", ["t"], 500).end("t").wait(1_700);
    expect(judge(story.settle("t", "COMPLETED"))).toEqual(["I23"]);
  });

  test("I23: a delay while a process could not run, or while nothing was locked, is not caused by a lock", () => {
    const busy = new Story().add("t").claim("t", "A").hold("rowLocks", ["u"], 1_500).end("t").fault("stall", 1_500, 1);
    expect(judge(busy.wait(1_600).settle("t", "COMPLETED"))).toEqual([]);
    const slow = new Story().add("t").claim("t", "A").end("t").wait(1_600).settle("t", "COMPLETED");
    expect(judge(slow)).toEqual([]);
  });

  test("I23: an add waits for an open one with another key", () => {
    const story = new Story().hold("openAdds", ["T/k"], 3_000);
    story.add("t", { uniqueKey: "other" }, { startedAt: 1_000, endedAt: 4_100 });
    expect(judge(story.claim("t", "A").settle("t", "COMPLETED"))).toEqual(["I23"]);
  });

  test("I24: a task whose last attempt waited for a slot fails permanently when its process dies", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).claim("t", "A", {}, null).wait(500).fault("kill9", 0, 1);
    story.wait(2_500).rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
    expect(judge(story)).toEqual(["I24"]);
  });

  test("I24: a task that its row marks as claimed ahead fails permanently when its process dies", () => {
    const story = new Story().add("t", { maxAttempts: 1 }).fault("kill9", 0, 1);
    story.claim("t", "A", { claimedAhead: true }, null).wait(2_500);
    story.rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
    expect(judge(story)).toEqual(["I24"]);
  });
});

describe("a task that must begin within a time", () => {
  const limited = () => new Story().add("t", { startBy: 1_500 });
  const expire = (story: Story) => story.rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "EXPIRED" }); // it counts the end in the statistics

  test("a task that has not begun in time expires, and a retry gives it more time", () => {
    const story = expire(limited().wait(500)).retry("t", { startBy: 9_000 });
    expect(judge(story.claim("t", "A").settle("t", "COMPLETED"))).toEqual([]);
  });

  test("I25: a task expires too early", () => expect(judge(expire(limited()))).toEqual(["I25"]));

  test("I25: a task without a limit expires", () => expect(judge(expire(new Story().add("t")))).toEqual(["I25"]));

  test("I25: a task expires after it has begun", () => {
    const story = limited().claim("t", "A").settle("t", "PENDING", { startBy: 1_500 });
    expect(judge(expire(story.wait(1_000)))).toEqual(["I25"]);
  });

  test("I25: a task that was claimed in time starts after it", () => {
    const story = limited();
    story.claim("t", "A", {}, { startedAt: story.now + 1_900 }).wait(1_900);
    expect(judge(story.settle("t", "COMPLETED"))).toEqual(["I25"]);
  });

  test("I25: a task starts after its time", () =>
    expect(judge(limited().wait(2_000).claim("t", "A").settle("t", "COMPLETED"))).toEqual(["I25"]));
});

test("a claim that was on its way when its process died counts as one that had begun", () => {
  const story = new Story().add("t", { maxAttempts: 1 }).fault("kill9", 0, 1).wait(20).claim("t", "A", {}, null);
  story.wait(2_500).rescue("t", "MAX_RETRIES_REACHED", { terminalReason: "LEASE_EXPIRED" });
  expect(judge(story)).toEqual([]);
});

test("every invariant has a story that breaks it", async () => {
  const { readFile } = await import("node:fs/promises");
  const files = ["checkHistory", "checkSchedules"].map((name) => new URL(`./${name}.test.ts`, import.meta.url));
  const source = (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  for (const id of Object.keys(invariants)) expect(source).toMatch(new RegExp(`test\\("${id}: `));
});

test("explained duplicates are counted separately", () => {
  const { view, violations } = checkHistory(rescued().tell());
  expect(countHistory(view, violations)).toMatchObject({
    tasks: 1,
    attempts: 2,
    outcomes: 1,
    duplicates: 1,
    explainedDuplicates: 1,
    lost: 0,
    doubleOutcomes: 0,
    faults: { pause: 1 },
  });
});
