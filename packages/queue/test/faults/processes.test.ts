import { type Program, startDatabaseProxy } from "@package/faults";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { Workers } from "../../src/index.ts";
import { setUpTestClock } from "../support/setUpTestClock.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";
import { startWorkerProgram } from "./startWorkerProgram.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
/** A service that only adds tasks; the processes run them. */
const open = () => queues.open<Workers>({});
const programs: Program[] = [];
const start = async (...[options, url = queues.database.url]: [Parameters<typeof startWorkerProgram>[1]?, string?]) => {
  const program = await startWorkerProgram(url, options);
  programs.push(program);
  return program;
};
afterEach(async () => {
  for (const program of programs) program.signal("SIGKILL");
  await Promise.all(programs.splice(0).map(({ ended }) => ended));
});

const status = async (id: string) => (await queues.readRow(id)).status;
const isCompleted = (value: unknown) => value === "COMPLETED";

// Times are guaranteed to the second: if the machine itself stalls for a second, the test is repeated.
const timed = { retry: 2 };

test(
  "a task of a killed process starts elsewhere within lease, sweep and a second, with the attempt counted",
  timed,
  async () => {
    const [leaseMs, sweepMs] = [2_000, 300];
    const queue = open();
    const victim = await start({ leaseMs, sweepMs });
    const { id } = await queue.addToQueue("DEAF", { ms: 30_000 });
    await victim.waitForLine(new RegExp(`^start ${id} 1`));
    const heir = await start({ leaseMs, sweepMs });
    victim.signal("SIGKILL");
    const killedAt = performance.now();
    await heir.waitForLine(new RegExp(`^start ${id} 2`));
    expect(performance.now() - killedAt).toBeLessThan(leaseMs + sweepMs * 1.2 + 1_000);
    expect(await queues.readRow(id)).toMatchObject({ attempts: 2, claimCount: 2, crashCount: 1 });
  },
);

test(
  "a process that stood still beyond its lease is fenced within a second of waking up, and goes on with new tasks",
  timed,
  async () => {
    const queue = open();
    const sleeper = await start({ leaseMs: 1_000, heartbeatMs: 300 });
    const { id } = await queue.addToQueue("DEAF", { ms: 20_000 });
    await sleeper.waitForLine(new RegExp(`^start ${id} 1`));
    sleeper.signal("SIGSTOP");
    const heir = await start({ leaseMs: 1_000, heartbeatMs: 300, concurrency: 1 });
    await heir.waitForLine(new RegExp(`^start ${id} 2`));
    sleeper.signal("SIGCONT");
    const wokenAt = performance.now();
    await sleeper.waitForLine(new RegExp(`^abort ${id} LEASE_LOST`));
    expect(performance.now() - wokenAt).toBeLessThan(1_000);
    await sleeper.waitForLine(new RegExp(`^leaseLost ${id}`));
    const next = await queue.addToQueue("DEAF", { ms: 1 });
    await sleeper.waitForLine(new RegExp(`^start ${next.id} 1`));
    expect(await queues.readRow(id)).toMatchObject({ status: "PROCESSING", attempts: 2 });
  },
);

test("a task that kills its process uses its own attempts and not those of other tasks", async () => {
  const queue = open();
  const poison = await queue.addToQueue("POISON", {});
  const beside = await queue.addManyToQueue(Array.from({ length: 6 }, () => ({ type: "DEAF", data: { ms: 300 } })));
  const read = async () => Promise.all([poison, ...beside].map(({ id }) => status(id)));
  while ((await read()).some((value) => value === "PENDING" || value === "PROCESSING" || value === "FAILED")) {
    await clock.advanceMs(31_000);
    const program = await start({ leaseMs: 30_000, sweepMs: 100 });
    await Promise.race([
      program.ended,
      until(
        read,
        (all) => all.every((value) => value !== "PROCESSING" && value !== "PENDING" && value !== "FAILED"),
        60_000,
      ),
    ]);
  }
  expect(await read()).toEqual(["MAX_RETRIES_REACHED", ...beside.map(() => "COMPLETED")]);
  expect(await queues.readRow(poison.id)).toMatchObject({
    attempts: 3,
    terminalReason: "LEASE_EXPIRED",
    crashCount: 3,
  });
}, 90_000);

test("at SIGTERM running tasks finish, those that exceed the grace period are released without using an attempt, and the exit code is 0", async () => {
  const queue = open();
  const program = await start({ shutdownGraceMs: 1_500, concurrency: 2 });
  const [short, long, waiting] = await queue.addManyToQueue(
    [{ ms: 800 }, { ms: 60_000 }, { ms: 1 }].map((data) => ({ type: "DEAF", data })),
  );
  await program.waitForLine(new RegExp(`^start ${short?.id}`));
  await program.waitForLine(new RegExp(`^start ${long?.id}`));
  program.signal("SIGTERM");
  program.signal("SIGTERM");
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(await queues.readRow(short?.id ?? "")).toMatchObject({ status: "COMPLETED", attempts: 1 });
  expect(await queues.readRow(long?.id ?? "")).toMatchObject({
    status: "PENDING",
    attempts: 0,
    claimCount: 1,
    crashCount: 0,
  });
  expect(program.lines).toContain(`released ${long?.id}`);
  expect(program.lines).not.toContain(`start ${waiting?.id} 1`);
  const heir = await start();
  await heir.waitForLine(new RegExp(`^start ${long?.id} 1`));
});

test.each([
  ["refuses", "rst", true],
  ["swallows everything", "blackhole", false],
] as const)(
  "a process whose database %s (%s, own connections: %s) leaves in time at SIGTERM",
  async (_, mode, hasOwnConnections) => {
    const queue = open();
    const proxy = await startDatabaseProxy(queues.database.url);
    try {
      const program = await start({ shutdownGraceMs: 500, hasOwnConnections }, proxy.url);
      const { id } = await queue.addToQueue("DEAF", { ms: 300 });
      await program.waitForLine(new RegExp(`^start ${id}`));
      proxy.setMode(mode);
      program.signal("SIGTERM");
      const askedAt = performance.now();
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - askedAt).toBeLessThan(500 + 30_000);
      await start({}, queues.database.url);
      await until(() => status(id), isCompleted);
    } finally {
      await proxy.close();
    }
  },
  60_000,
);

test("processes whose clocks are an hour wrong run each task once and none before its due time", async () => {
  const queue = open();
  const [ahead, behind] = [await start({ clockSkewMs: 3_600_000 }), await start({ clockSkewMs: -3_600_000 })];
  const later = await queue.addToQueue("DEAF", { ms: 1 }, { delayMs: 60_000 });
  const tasks = await queue.addManyToQueue(Array.from({ length: 40 }, () => ({ type: "DEAF", data: { ms: 100 } })));
  for (const { id } of tasks) await until(() => status(id), isCompleted, 20_000);
  expect(await status(later.id)).toBe("PENDING");
  await clock.advanceMs(60_000);
  await until(() => status(later.id), isCompleted, 20_000);
  for (const { id } of tasks) expect(await queues.readRow(id)).toMatchObject({ attempts: 1, claimCount: 1 });
  const row = await queues.readRow(later.id);
  expect(Number(row.startedAt) - Number(row.createdAt)).toBeGreaterThanOrEqual(60_000);
  for (const { lines } of [ahead, behind])
    expect(lines.filter((line) => line.startsWith("start")).length).toBeGreaterThan(0);
});

test("at most one task with a concurrency key runs, even if its process is killed", async () => {
  const queue = open();
  const tasks = await queue.addManyToQueue(
    Array.from({ length: 6 }, () => ({ type: "DEAF", data: { ms: 200 }, concurrencyKey: "one", maxAttempts: 10 })),
  );
  let most = 0;
  const watch = setInterval(async () => {
    const where = { concurrencyKey: "one", status: "PROCESSING" } as const;
    most = Math.max(most, await queues.database.db.queueTask.count({ where }).catch(() => 0));
  }, 20);
  onTestFinished(() => clearInterval(watch));
  const short = { leaseMs: 600, heartbeatMs: 200, sweepMs: 100 };
  const victim = await start(short);
  await victim.waitForLine(/^start/);
  victim.signal("SIGKILL");
  await Promise.all([start(short), start(short)]);
  for (const { id } of tasks) await until(() => status(id), isCompleted, 30_000);
  expect(most).toBe(1);
}, 60_000);
