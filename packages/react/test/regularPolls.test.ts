import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { QueueStatusView } from "../src/monitor/taskSummary.ts";
import { createFakeBrowser, pass } from "./support/fakeBrowser.ts";
import { createFakeServer } from "./support/fakeServer.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function openTab({ hasStream = true } = {}) {
  const server = createFakeServer();
  server.put("a", { status: "PROCESSING" });
  const { fetchStatus, subscribe } = server;
  const tab = createFakeBrowser().openTab(hasStream ? { fetchStatus, subscribe } : { fetchStatus });
  await pass(100);
  const ages = () => fetchStatus.mock.calls.map(([, options]) => options?.maxAgeMs);
  return { server, tab, ages };
}

test("while the stream is open, only a poll that the timer causes accepts what the stream has read", async () => {
  const { tab, ages } = await openTab();
  await pass(10_100);
  tab.monitor.startMonitoring();
  await pass(100);
  tab.monitor.startMonitoring("b");
  await pass(2_100);
  expect(ages()).toEqual([undefined, 9_000, undefined, undefined, undefined]);
});

test("without a stream each poll asks for the state of the moment", async () => {
  const { ages } = await openTab({ hasStream: false });
  await pass(20_200);
  expect(ages()).toEqual([undefined, undefined, undefined]);
});

test("an old state that a poll accepts takes nothing back, neither a status nor the time", async () => {
  const { server, tab, ages } = await openTab();
  const old = (await server.fetchStatus([])) as QueueStatusView;
  await pass(2_000);
  server.put("a", { status: "COMPLETED" });
  server.put("b", { status: "PROCESSING" });
  tab.monitor.startMonitoring();
  await pass(100);
  server.fetchStatus.mockImplementation(async () => structuredClone(old));
  await pass(10_100);
  expect(ages().at(-1)).toBe(9_000);
  expect(tab.statuses()).toEqual({ a: "COMPLETED", b: "PROCESSING" });
  expect(tab.monitor.serverNow()).toBe(Date.now());
});
