import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDashboard } from "./support/openTestDashboard.ts";

let tests: Awaited<ReturnType<typeof openTestDashboard>>;
beforeAll(async () => {
  tests = await openTestDashboard();
});
afterAll(() => tests.close());

const hourMs = 3_600_000;
const addSlots = async (name: string, outcomes: readonly string[]) =>
  await tests.db.queueScheduleSlot.createMany({
    data: outcomes.map((outcome, n) => ({
      name,
      outcome,
      slot: new Date(Date.parse("2026-01-01T00:00:00Z") + n * hourMs),
      at: new Date(),
    })),
  });

test("the list has each schedule in words, with its latest slots", async () => {
  await tests.addSchedule("list-a");
  await tests.addSchedule("list-b");
  await addSlots("list-a", ["fired", "skipped", "missed"]);
  const { items } = await tests.openApi().schedules.list.query({});
  const [a, b] = items.filter(({ name }) => name.startsWith("list-"));
  expect(a).toMatchObject({ words: "Every day at 03:00", status: "active", isDeclared: false, cron: "0 3 * * *" });
  expect(a?.latestSlots.map(({ outcome }) => outcome)).toEqual(["missed", "skipped", "fired"]);
  expect(b?.latestSlots).toEqual([]);
});

test("a schedule is read without the secrets in its data", async () => {
  await tests.addSchedule("secrets");
  const { schedule } = await tests.openApi().schedules.read.query({ name: "secrets" });
  expect(schedule.data).toEqual({ month: 5, apiKey: "[redacted]" });
});

test("a schedule that does not exist is NOT_FOUND with the name", async () => {
  const api = tests.openApi();
  for (const call of [
    () => api.schedules.read.query({ name: "none" }),
    () => api.schedules.pause.mutate({ name: "none" }),
  ])
    await expect(call()).rejects.toMatchObject({
      message: expect.stringContaining('"none"'),
      data: { code: "NOT_FOUND" },
    });
});

test("pause, resume, run now and delete write who did it and why to the audit log", async () => {
  await tests.addSchedule("audited");
  const api = tests.openApi();
  const until = new Date(Date.now() + hourMs).toISOString();
  const paused = await api.schedules.pause.mutate({ name: "audited", reason: "  maintenance ", until });
  expect(paused).toMatchObject({
    status: "paused",
    pause: { actor: "olga@example.com", reason: "maintenance", until },
  });
  expect(await api.schedules.resume.mutate({ name: "audited", reason: "" })).toMatchObject({ status: "active" });
  expect(await api.schedules.runNow.mutate({ name: "audited" })).toMatchObject({ outcome: "fired" });
  expect(await api.schedules.runNow.mutate({ name: "audited" })).toEqual({ outcome: "skipped", taskId: null });
  await api.schedules.delete.mutate({ name: "audited" });
  const { items } = await api.audit.list.query({ name: "audited" });
  expect(items.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
    ["schedule.delete", "olga@example.com", null],
    ["schedule.run", "olga@example.com", null],
    ["schedule.resume", "olga@example.com", null],
    ["schedule.pause", "olga@example.com", "maintenance"],
    ["schedule.create", expect.stringMatching(/^process:/), null],
  ]);
});

test("an end of a pause in the past is refused with what was expected", async () => {
  await tests.addSchedule("past");
  const until = "2020-01-01T00:00:00Z";
  await expect(tests.openApi().schedules.pause.mutate({ name: "past", until })).rejects.toThrow("a time in the future");
});

test("a backfill adds as many tasks as were counted before", async () => {
  await tests.addSchedule("backfilled");
  const api = tests.openApi();
  const period = { name: "backfilled", from: "2026-01-01T00:00:00Z", to: "2026-01-10T00:00:00Z" };
  expect(await api.schedules.countSlots.query(period)).toBe(9);
  expect(await api.schedules.backfill.mutate(period)).toEqual({ fired: 9, skipped: 0, existing: 0 });
  const { items, nextCursor } = await api.schedules.slots.query({ name: "backfilled", limit: 5 });
  expect(items).toHaveLength(5);
  const rest = await api.schedules.slots.query({ name: "backfilled", limit: 5, cursor: nextCursor ?? "" });
  expect(rest.items.map(({ slot }) => slot)).toEqual([4, 3, 2, 1].map((day) => `2026-01-0${day}T03:00:00.000Z`));
});

test("more slots than one backfill may have are counted as 10,001", async () => {
  await tests.addSchedule("many");
  const period = { name: "many", from: "1990-01-01T00:00:00Z", to: "2026-01-10T00:00:00Z" };
  expect(await tests.openApi().schedules.countSlots.query(period)).toBe(10_001);
});

test("the preview has the next slots", async () => {
  await tests.addSchedule("previewed");
  const slots = await tests.openApi().schedules.preview.query({ name: "previewed" });
  expect(slots).toHaveLength(5);
  expect(slots.every((slot) => slot.endsWith("T03:00:00.000Z"))).toBe(true);
});

test("a schedule that running code declares cannot be deleted, and the error says who declares it", async () => {
  const schedule = await tests.addSchedule("declared");
  const code = { release: "v7", declared: "a hash" };
  await tests.db.queueSchedule.update({ where: { name: schedule.name }, data: { release: code.release } });
  await tests.db.queueRelease.create({ data: { ...code, declarations: { schedules: { declared: {} } } } });
  await tests.db.queueRunner.create({ data: { id: "runner", host: "host", pid: 1, concurrency: 1, ...code } });
  const api = tests.openApi();
  expect((await api.schedules.read.query({ name: "declared" })).schedule).toMatchObject({
    isDeclared: true,
    release: "v7",
  });
  await expect(api.schedules.delete.mutate({ name: "declared" })).rejects.toMatchObject({
    message: expect.stringContaining('release "v7"'),
    data: { code: "CONFLICT" },
  });
});
