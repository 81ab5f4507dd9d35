import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StreamHandlers } from "../src/live/createStream.ts";
import { changeBetween } from "../src/monitor/statusChange.ts";
import type { QueueStatusView } from "../src/monitor/taskSummary.ts";
import { createFakeBrowser, pass } from "./support/fakeBrowser.ts";
import { createFakeServer } from "./support/fakeServer.ts";
import { makeStatus, makeTask } from "./support/makeTask.ts";
import { httpError } from "./support/monitorHarness.tsx";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a response that arrives after the sign-out brings no task back, also in other tabs", async () => {
  const server = createFakeServer();
  server.put("task1", { status: "PROCESSING" });
  const browser = createFakeBrowser();
  const [tab, other] = [browser.openTab(server), browser.openTab(server)];
  await pass(1_000);
  server.state.delayMs = 500;
  tab.monitor.startMonitoring();
  await pass(100);
  other.monitor.endSession();
  await pass(60_000);
  expect([tab.statuses(), other.statuses()]).toEqual([{}, {}]);
  expect(tab.onSessionLost).toHaveBeenCalledTimes(1);
  expect(server.streams.size).toBe(0);
});

test("a request without a response counts as failed after 30 s, and the polls go on", async () => {
  const server = createFakeServer();
  server.put("task1", { status: "PROCESSING" });
  server.fetchStatus.mockImplementationOnce(() => new Promise(() => {}));
  const tab = createFakeBrowser().openTab({ fetchStatus: server.fetchStatus });
  await pass(30_100);
  expect(tab.snapshot()).toMatchObject({ connection: "offline", failedPolls: 1 });
  await pass(10_100);
  expect(tab.statuses()).toEqual({ task1: "PROCESSING" });
});

test("a server that ends each stream after its first message is asked less and less often", async () => {
  const server = createFakeServer();
  const tab = createFakeBrowser().openTab(server);
  for (let second = 0; second < 120; second++) {
    for (let part = 0; part < 10; part++) {
      await pass(100);
      server.cut();
    }
  }
  expect(server.subscribe.mock.calls.length).toBeLessThan(60);
  tab.close();
});

test("a state of the stream that is older than the last response does not replace it", async () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const states: Record<string, QueueStatusView> = {};
  const put = (name: string, status: "PROCESSING" | "COMPLETED", ms: number, rev: number) => {
    const finishedAt = status === "COMPLETED" ? at(ms) : null;
    states[name] = makeStatus([makeTask("task1", { status, rev, finishedAt })], { userId: "ana", now: at(ms) });
  };
  put("first", "PROCESSING", 0, 1);
  put("older", "PROCESSING", 1_000, 2);
  put("newer", "COMPLETED", 1_200, 3);
  let handlers: StreamHandlers | undefined;
  let response = states.first as QueueStatusView;
  const tab = createFakeBrowser().openTab({
    fetchStatus: async () => structuredClone(response),
    subscribe: (_ids, given) => {
      handlers = given;
      return () => {};
    },
  });
  await pass(100);
  handlers?.onChange(changeBetween(null, states.first as QueueStatusView));
  response = states.newer as QueueStatusView;
  tab.monitor.startMonitoring();
  await pass(100);
  expect(tab.statuses()).toEqual({ task1: "COMPLETED" });
  handlers?.onChange(changeBetween(states.first as QueueStatusView, states.older as QueueStatusView));
  await pass(10);
  expect(tab.statuses()).toEqual({ task1: "COMPLETED" });
});

test("a tab whose session has ended leaves the lead to a tab that is opened after the next sign-in", async () => {
  const server = createFakeServer();
  server.put("task1", { status: "PROCESSING" });
  const browser = createFakeBrowser();
  const old = browser.openTab(server);
  await pass(1_000);
  server.state.error = httpError(401);
  old.monitor.startMonitoring();
  await pass(1_000);
  expect(old.onSessionLost).toHaveBeenCalledTimes(1);
  server.state.error = null;
  const next = browser.openTab(server);
  await pass(1_000);
  expect(next.statuses()).toEqual({ task1: "PROCESSING" });
  expect(next.snapshot().connection).toBe("live");
  // The page of the old tab asks again, for example after its user has pressed "Try again".
  old.monitor.startMonitoring();
  await pass(1_000);
  server.put("task1", { status: "COMPLETED" });
  server.notify();
  await pass(100);
  expect(old.statuses()).toEqual({ task1: "COMPLETED" });
  expect(server.streams.size).toBe(1);
});
