import { createUserClient } from "@package/db/testing";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { QueueTask } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

// The process has its own time zone too.
beforeEach(() => void vi.stubEnv("TZ", "America/New_York"));
afterEach(() => void vi.unstubAllEnvs());

const seen: QueueTask[] = [];
const workers = { LOOK: { run: (_: unknown, { task }: { task: QueueTask }) => void seen.push(task) } };

/** Settings that change the text that PostgreSQL sends, or how it parses input. */
const settings: Record<string, string>[] = [
  {}, // the database's own
  { TimeZone: "America/New_York", DateStyle: "SQL, DMY" },
  { TimeZone: "Australia/Lord_Howe", DateStyle: "Postgres, MDY", IntervalStyle: "sql_standard" },
  { TimeZone: "UTC", DateStyle: "ISO, YMD", extra_float_digits: "0", bytea_output: "escape" },
];

/** Years that could be days or months, time zones whose offsets have seconds, and milliseconds that a float cannot represent. */
const times = [
  "0001-02-03T04:05:06.007Z",
  "0031-12-30T23:59:59.999Z",
  "0312-11-10T09:08:07.006Z",
  "1850-01-02T03:04:05.678Z",
  "1969-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59.999Z",
  "2038-07-06T05:04:03.021Z",
];

const clients: { $disconnect(): Promise<void> }[] = [];
afterAll(() => Promise.all(clients.map((client) => client.$disconnect())));

function withSettings(session: Record<string, string>): string {
  const url = new URL(queues.database.url);
  const options = Object.entries(session).map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`);
  if (options.length > 0) url.searchParams.set("options", options.join(" "));
  return url.href;
}

/** Returns the times of a row in milliseconds since the epoch, which no setting changes. */
async function readTimes(id: string): Promise<Record<string, number | null>> {
  const [row] = await queues.database.db.$queryRaw<[{ times: Record<string, number | null> }]>`
    SELECT (SELECT jsonb_object_agg(c.key, floor(extract(epoch FROM c.value::timestamptz) * 1000))
      FROM jsonb_each_text(to_jsonb(t)) c WHERE c.key ~ '(At|For)$' AND c.key !~ '^(lease|deadline)') AS times
    FROM "QueueTask" t WHERE id = ${id}`;
  return row.times;
}

/** Returns the times of a task, for comparison with {@link readTimes}. */
function timesOf(task: QueueTask | null | undefined): Record<string, number | null> {
  const times = Object.entries(task ?? {}).filter(([name]) => /(At|For)$/.test(name));
  return Object.fromEntries(times.map(([name, time]) => [name, (time as Date | null)?.getTime() ?? null]));
}

describe.each(settings)("in a session with the settings %j", (session) => {
  describe.each(["the client", "connections of its own"])("through %s", (way) => {
    const open = () => {
      if (way !== "the client") return queues.open(workers, { connectionString: withSettings(session) });
      const client = createUserClient(withSettings(session));
      clients.push(client);
      return queues.open(workers, {}, client);
    };

    test("every call returns the times of the task's row", async () => {
      const queue = open();
      const added = await queue.addToQueue("LOOK", {}, { delayMs: 60_000 });
      expect(timesOf(added)).toEqual(await readTimes(added.id));
      expect(timesOf(await queue.readFromQueue(added.id))).toEqual(await readTimes(added.id));
      const cancelled = await queue.cancelTask(added.id);
      expect(timesOf(cancelled)).toEqual(await readTimes(added.id));
      const retried = await queue.retryTask(added.id);
      expect(timesOf(retried)).toEqual(await readTimes(added.id));
      const processed = await queue.processJob(added.id);
      expect(timesOf(processed)).toEqual(await readTimes(added.id));
      expect(timesOf(await queue.waitForTask(added.id))).toEqual(await readTimes(added.id));
      expect(timesOf(processed)).toMatchObject({
        ...timesOf(added),
        scheduledFor: expect.any(Number),
        updatedAt: expect.any(Number),
        ...{ processedAt: expect.any(Number), startedAt: expect.any(Number), finishedAt: expect.any(Number) },
      });
    });

    test("a worker sees the times of its task", async () => {
      const queue = open();
      const { id } = await queue.addToQueue("LOOK", {}, { delayMs: 60_000 });
      const before = await queue.readFromQueue(id);
      await queue.processJob(id);
      const { createdAt, scheduledFor } = timesOf(before);
      expect(timesOf(seen.at(-1))).toMatchObject({ createdAt, scheduledFor });
    });

    test("a due time that is read, moved by a minute and written back is a minute later", async () => {
      const queue = open();
      const { id } = await queue.addToQueue("LOOK", {}, { scheduledFor: new Date("2999-03-04T05:06:07.089Z") });
      const task = await queue.readFromQueue(id);
      const scheduledFor = new Date((task?.scheduledFor?.getTime() ?? 0) + 60_000);
      const changed = await queue.updateInQueue(id, { ...task, scheduledFor });
      expect(changed.scheduledFor?.toISOString()).toBe("2999-03-04T05:07:07.089Z");
      expect((await readTimes(id)).scheduledFor).toBe(Date.parse("2999-03-04T05:07:07.089Z"));
    });

    test("a task can be due at any time from the year 1 to 9999", async () => {
      const queue = open();
      const { id } = await queue.addToQueue("LOOK", {});
      for (const time of times) {
        const changed = await queue.updateInQueue(id, { scheduledFor: new Date(time) });
        expect(changed.scheduledFor?.toISOString()).toBe(time);
        expect((await readTimes(id)).scheduledFor).toBe(Date.parse(time));
      }
      await queue.processJob(id);
      expect(seen.at(-1)?.scheduledFor?.toISOString()).toBe(times.at(-1));
    });

    test("an infinite due time becomes the last possible Date", async () => {
      const queue = open();
      const { id } = await queue.addToQueue("LOOK", {});
      for (const [time, date] of [
        ["infinity", new Date(8.64e15)],
        ["-infinity", new Date(-8.64e15)],
      ] as const) {
        await queues.database.db
          .$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = ${time}::timestamptz WHERE id = ${id}`;
        expect((await queue.readFromQueue(id))?.scheduledFor).toEqual(date);
        const [reason] = (await queue.explainTask(id)).reasons;
        expect(reason?.message).toMatch(time === "infinity" ? /^It is due in an infinite time/ : /^No live runner/);
      }
      await queue.processJob(id);
      expect(seen.at(-1)?.scheduledFor).toEqual(new Date(-8.64e15));
    });

    test("explainTask of a delayed task shows the remaining time", async () => {
      const queue = open();
      const { id } = await queue.addToQueue("LOOK", {}, { delayMs: 10_800_000 });
      expect((await queue.explainTask(id)).reasons[0]?.message).toBe("It is due in 3 h.");
    });
  });
});

test("the process of these tests has its own time zone", () => {
  expect(new Date("2026-01-01T00:00:00Z").getTimezoneOffset()).toBe(300);
});
