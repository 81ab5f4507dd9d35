import { act, cleanup, render, renderHook } from "@testing-library/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { QueueMonitorProvider, type StatusSource, useQueueMonitor, useTask, useTaskUpdates } from "../src/index.ts";
import { createFakeServer, type FakeServer } from "./support/fakeServer.ts";
import { pass, resetEnvironment } from "./support/monitorHarness.tsx";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  resetEnvironment();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function renderTask(server: FakeServer, id: string | null, options: { hasStream?: boolean; isStrict?: boolean } = {}) {
  const { fetchStatus } = server;
  const source = options.hasStream ? { fetchStatus, subscribe: server.subscribe } : { fetchStatus };
  const renders = { count: 0 };
  const hook = renderHook(
    ({ id }: { id: string | null }) => {
      renders.count += 1;
      return { ...useTask(id), ...useTaskUpdates() };
    },
    {
      initialProps: { id },
      reactStrictMode: options.isStrict ?? false,
      wrapper: ({ children }) => (
        <QueueMonitorProvider userId="ana" {...source}>
          {children}
        </QueueMonitorProvider>
      ),
    },
  );
  return { ...hook, renders };
}

test("a task is loading, then known, and followed until it is finished, with the requests of the monitor alone", async () => {
  const server = createFakeServer();
  server.put("mytask01", { status: "PROCESSING" });
  const { result } = renderTask(server, "mytask01");
  expect(result.current).toMatchObject({ task: null, status: null, isLoading: true, isMissing: false });
  await pass(100);
  expect(result.current).toMatchObject({ status: "PROCESSING", isLoading: false, isMissing: false });
  server.put("mytask01", { status: "COMPLETED" });
  await pass(10_000);
  expect(result.current.status).toBe("COMPLETED");
  await pass(60_000);
  expect(server.requests()).toBe(2);
});

test("a finished task that no list has is asked for once, and stays known while it is watched", async () => {
  const server = createFakeServer();
  server.put("oldtask1", { status: "COMPLETED" });
  await vi.advanceTimersByTimeAsync(10);
  for (let index = 0; index < 60; index += 1) server.put(`newer${index}`, { status: "COMPLETED" });
  server.put("running1", { status: "PROCESSING" });
  const { result } = renderTask(server, "oldtask1");
  await pass(100);
  expect(result.current.status).toBe("COMPLETED");
  await pass(30_000);
  expect(result.current.status).toBe("COMPLETED");
  const asked = server.fetchStatus.mock.calls.map(([ids]) => ids.includes("oldtask1"));
  expect(asked).toEqual([true, false, false, false]);
});

test("a task that does not exist is missing", async () => {
  const server = createFakeServer();
  const { result } = renderTask(server, "nothing1");
  await pass(100);
  expect(result.current).toMatchObject({ task: null, isLoading: false, isMissing: true });
  await pass(60_000);
  expect(server.requests()).toBe(1);
});

test("another id is another task; without an id there is none", async () => {
  const server = createFakeServer();
  server.put("first001");
  server.put("second01", { status: "COMPLETED" });
  const { result, rerender } = renderTask(server, "first001");
  await pass(100);
  rerender({ id: "second01" });
  expect(result.current.status).toBe("COMPLETED");
  rerender({ id: null });
  expect(result.current).toMatchObject({ task: null, isLoading: false, isMissing: false });
});

test("only a change of its task renders the component again", async () => {
  const server = createFakeServer();
  server.put("mytask01", { status: "PROCESSING" });
  const { renders } = renderTask(server, "mytask01", { hasStream: true });
  await pass(100);
  const before = renders.count;
  for (let index = 0; index < 10; index += 1) {
    server.put(`other${index}`);
    act(() => server.notify());
  }
  expect(renders.count).toBe(before);
  server.put("mytask01", { status: "PROCESSING", progress: 50 });
  act(() => server.notify());
  expect(renders.count).toBe(before + 1);
});

test("StrictMode makes one request and one stream", async () => {
  const server = createFakeServer();
  server.put("mytask01", { status: "PROCESSING" });
  const { result } = renderTask(server, "mytask01", { hasStream: true, isStrict: true });
  await pass(100);
  expect(result.current.status).toBe("PROCESSING");
  expect([server.requests(), server.subscribe.mock.calls.length, server.streams.size]).toEqual([1, 1, 1]);
});

test("a task from the response to a mutation is there at once, and gone at once when it is deleted", async () => {
  const server = createFakeServer();
  const { result } = renderTask(server, "newtask1");
  await pass(100);
  act(() => result.current.pushTask(server.put("newtask1")));
  expect(result.current).toMatchObject({ status: "PENDING", isMissing: false });
  server.remove("newtask1");
  act(() => result.current.dropTask("newtask1"));
  expect(result.current.task).toBeNull();
  await pass(100);
  expect(result.current.isMissing).toBe(true);
});

test("a newer fetchStatus of the provider is used, without another request", async () => {
  const server = createFakeServer();
  server.put("mytask01", { status: "PROCESSING" });
  const first = vi.fn((ids: readonly string[]) => server.fetchStatus(ids));
  const second = vi.fn((ids: readonly string[]) => server.fetchStatus(ids));
  const page = render(<Page fetchStatus={first} />);
  await pass(100);
  page.rerender(<Page fetchStatus={second} />);
  await pass(100);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  await pass(10_000);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  expect(page.container.textContent).toBe("1");
});

test("rendered on a server the page is empty, and nothing is asked", () => {
  const server = createFakeServer();
  const html = renderToString(
    <StrictMode>
      <QueueMonitorProvider userId="ana" fetchStatus={server.fetchStatus}>
        <Count />
        <OneTask />
      </QueueMonitorProvider>
    </StrictMode>,
  );
  expect(html.replace("<!-- -->", "")).toBe("0loading");
  expect(server.requests()).toBe(0);
});

function Page({ fetchStatus }: Pick<StatusSource, "fetchStatus">) {
  return (
    <QueueMonitorProvider userId="ana" fetchStatus={fetchStatus}>
      <Count />
    </QueueMonitorProvider>
  );
}

function Count() {
  return useQueueMonitor().processingCount;
}

function OneTask() {
  return useTask("mytask01").isLoading ? "loading" : "known";
}
