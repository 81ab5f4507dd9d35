import { allTasks } from "@package/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFakeBrowser, pass } from "./support/fakeBrowser.ts";
import { createFakeServer, type FakeServer } from "./support/fakeServer.ts";
import { httpError } from "./support/monitorHarness.tsx";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const unfinished = ["PENDING", "PROCESSING", "FAILED"];
const spinning = (statuses: Readonly<Record<string, string>>) =>
  Object.keys(statuses).filter((id) => unfinished.includes(statuses[id] ?? ""));

/** Adds tasks by this tab, and works each off in `runMs`, one after another. */
async function work(server: FakeServer, count: number, runMs: number, onAdded: (id: string) => void): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `task${index}`);
  for (const id of ids) {
    server.put(id);
    onAdded(id);
  }
  server.notify();
  let notifiedMs = 0;
  // The server sends at most 20 messages a second.
  const notify = () => {
    if (Date.now() - notifiedMs < 50) return;
    notifiedMs = Date.now();
    server.notify();
  };
  for (const id of ids) {
    server.put(id, { status: "PROCESSING" });
    notify();
    await pass(runMs);
    server.put(id, { status: "COMPLETED" });
    notify();
  }
  server.notify();
}

describe.each([
  ["polls", false],
  ["a stream", true],
])("by %s", (_, hasStream) => {
  const sourceOf = ({ fetchStatus, subscribe }: FakeServer) =>
    hasStream ? { fetchStatus, subscribe } : { fetchStatus };

  test.each([
    [70, 400],
    [200, 50],
    [1_000, 10],
  ])("%i tasks of %i ms: none is shown as unfinished after the end", async (count, runMs) => {
    const server = createFakeServer();
    const tab = createFakeBrowser().openTab(sourceOf(server));
    await pass(100);
    const ended = new Set<string>();
    tab.monitor.subscribe(() => {
      for (const { id, status } of allTasks(tab.snapshot())) if (status === "COMPLETED") ended.add(id);
    });
    await work(server, count, runMs, (id) => tab.monitor.pushTask(server.tasks.get(id) as never));
    await pass(10_100);
    expect(spinning(tab.statuses())).toEqual([]);
    expect(tab.snapshot().counts).toMatchObject({ active: 0, completed: count });
    expect(tab.snapshot().missingIds).toEqual([]);
    // Every task that the page has shown as its own was seen to end: none just vanished.
    expect(ended.size).toBe(count);
  });

  test("a task that was deleted elsewhere leaves the page, is named, and never counts as completed", async () => {
    const server = createFakeServer();
    server.put("kept", { status: "PROCESSING" });
    server.put("gone", { status: "PROCESSING" });
    const tab = createFakeBrowser().openTab(sourceOf(server));
    await pass(100);
    const seen: string[] = [];
    tab.monitor.subscribe(() => seen.push(tab.statuses().gone ?? "none"));
    server.remove("gone");
    server.notify();
    await pass(10_100);
    expect(tab.statuses()).toEqual({ kept: "PROCESSING" });
    expect(tab.snapshot().missingIds).toEqual(["gone"]);
    expect(seen).not.toContain("COMPLETED");
  });

  test("55 newer failures do not hide a task that is retried: its completion is shown", async () => {
    const server = createFakeServer();
    server.put("retried", { status: "FAILED" });
    const tab = createFakeBrowser().openTab(sourceOf(server));
    await pass(100);
    for (let index = 0; index < 55; index += 1) server.put(`failed${index}`, { status: "MAX_RETRIES_REACHED" });
    server.notify();
    await pass(10_100);
    expect(tab.snapshot().counts).toMatchObject({ retrying: 1, failed: 55, active: 1 });
    server.put("retried", { status: "COMPLETED" });
    for (let index = 0; index < 55; index += 1) server.put(`done${index}`, { status: "COMPLETED" });
    let last: string | undefined;
    tab.monitor.subscribe(() => {
      last = tab.statuses().retried ?? last;
    });
    server.notify();
    await pass(10_100);
    expect(last).toBe("COMPLETED");
  });

  test("idle there is no request a minute, with one active task at most 6, with fifty at most 6", async () => {
    const server = createFakeServer();
    const tab = createFakeBrowser().openTab(sourceOf(server));
    await pass(1_000);
    const requestsIn = async (ms: number) => {
      const before = server.requests() + server.subscribe.mock.calls.length;
      await pass(ms);
      return server.requests() + server.subscribe.mock.calls.length - before;
    };
    expect(await requestsIn(60_000)).toBe(0);
    server.put("one", { status: "PROCESSING" });
    tab.monitor.startMonitoring();
    await pass(100);
    expect(await requestsIn(60_000)).toBeLessThanOrEqual(6);
    for (let index = 0; index < 49; index += 1) server.put(`more${index}`);
    tab.monitor.startMonitoring();
    await pass(100);
    expect(await requestsIn(60_000)).toBeLessThanOrEqual(6);
  });
});

test("a scheduled task is not active, and is asked for when it is due", async () => {
  const server = createFakeServer();
  const dueAt = new Date(Date.now() + 300_000).toISOString();
  const scheduled = server.put("later", { dueAt, scheduledFor: dueAt });
  server.fetchStatus.mockImplementation(async () => {
    const isDue = Date.parse(dueAt) - Date.now() <= 60_000;
    const { makeStatus } = await import("./support/makeTask.ts");
    const now = new Date().toISOString();
    const { counts } = makeStatus([scheduled]);
    return isDue
      ? makeStatus([scheduled], { now })
      : makeStatus([], {
          now,
          scheduledTasks: [scheduled],
          counts: { ...counts, active: 0, pending: 0, scheduled: 1 },
        });
  });
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(200_000);
  expect(server.requests()).toBe(1);
  expect(tab.snapshot().scheduledTasks).toHaveLength(1);
  await pass(41_000);
  expect(server.requests()).toBe(2);
  expect(tab.snapshot().pendingTasks).toHaveLength(1);
});

test("startMonitoring during a poll asks once more after it, for all calls together", async () => {
  const server = createFakeServer();
  server.state.delayMs = 500;
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(100);
  server.put("added");
  tab.monitor.startMonitoring();
  tab.monitor.startMonitoring("added");
  await pass(450);
  expect(tab.statuses()).toEqual({});
  await pass(550);
  expect(tab.statuses()).toEqual({ added: "PENDING" });
  expect(server.requests()).toBe(2);
});

test("a late response does not undo the newer state of the stream", async () => {
  const server = createFakeServer();
  server.put("a", { status: "PROCESSING" });
  const tab = createFakeBrowser().openTab(server);
  await pass(100);
  server.state.delayMs = 5_000;
  tab.monitor.startMonitoring();
  await pass(100);
  server.put("a", { status: "COMPLETED" });
  server.notify();
  expect(tab.statuses()).toEqual({ a: "COMPLETED" });
  await pass(5_000);
  expect(tab.statuses()).toEqual({ a: "COMPLETED" });
});

test("a pushed task is shown at once, and an older response does not remove it", async () => {
  const server = createFakeServer();
  server.state.delayMs = 500;
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(600);
  tab.monitor.startMonitoring();
  await pass(100);
  tab.monitor.pushTask(server.put("added"));
  expect(tab.snapshot().watchedTasks.map(({ id }) => id)).toEqual(["added"]);
  await pass(450);
  expect(tab.statuses()).toEqual({ added: "PENDING" });
  await pass(600);
  expect(tab.snapshot()).toMatchObject({ watchedTasks: [], pendingTasks: [{ id: "added" }] });
});

test("an older state that is pushed changes nothing, and a deleted task does not come back", async () => {
  const server = createFakeServer();
  const old = server.put("a", { status: "PROCESSING" });
  server.put("a", { status: "COMPLETED" });
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(100);
  tab.monitor.pushTask(old);
  expect(tab.statuses()).toEqual({ a: "COMPLETED" });
  server.state.delayMs = 500;
  tab.monitor.startMonitoring();
  await pass(100);
  server.remove("a");
  tab.monitor.dropTask("a");
  expect(tab.statuses()).toEqual({});
  await pass(1_500);
  expect(tab.statuses()).toEqual({});
});

test("a wait of 30 days is 10 minutes for the timer, and nothing for the user", async () => {
  const server = createFakeServer();
  server.put("a", { status: "PROCESSING" });
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(100);
  server.state.error = httpError(429, { "retry-after": "2592000" });
  await pass(10_000);
  expect(server.requests()).toBe(2);
  await pass(599_000);
  expect(server.requests()).toBe(2);
  tab.monitor.startMonitoring();
  await pass(10);
  expect(server.requests()).toBe(3);
  server.state.error = null;
  await pass(600_000);
  expect(tab.statuses()).toEqual({ a: "PROCESSING" });
  expect(tab.snapshot().error).toBeNull();
});

test("paused there is no poll and no stream, and the user's own action goes through", async () => {
  const server = createFakeServer();
  server.put("a", { status: "PROCESSING" });
  const tab = createFakeBrowser().openTab(server);
  await pass(100);
  expect(tab.snapshot().connection).toBe("live");
  tab.monitor.pauseLive();
  expect(tab.snapshot().connection).toBe("paused");
  expect(server.streams.size).toBe(0);
  const before = server.requests();
  tab.setVisible(false);
  tab.setVisible(true);
  tab.setOnline(false);
  tab.setOnline(true);
  await pass(60_000);
  expect(server.requests()).toBe(before);
  tab.monitor.startMonitoring();
  await pass(10);
  expect(server.requests()).toBe(before + 1);
  tab.monitor.resumeLive();
  await pass(100);
  expect(tab.snapshot().connection).toBe("live");
});
