import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFakeBrowser, pass } from "./support/fakeBrowser.ts";
import { createFakeServer } from "./support/fakeServer.ts";
import { httpError } from "./support/monitorHarness.tsx";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A browser whose first tab leads, and has the status of one running task. */
async function openBrowser(tabCount: number, options: Parameters<typeof createFakeBrowser>[0] = {}) {
  const server = createFakeServer();
  server.put("a", { status: "PROCESSING" });
  const browser = createFakeBrowser(options);
  const tabs = [];
  for (let index = 0; index < tabCount; index += 1) {
    tabs.push(browser.openTab(server));
    await pass(100);
  }
  return { server, browser, tabs: tabs as [Tab, ...Tab[]] };
}

type Tab = ReturnType<ReturnType<typeof createFakeBrowser>["openTab"]>;

describe("several tabs", () => {
  test("eight tabs have one stream and make the requests of one, and all see each change", async () => {
    const { server, tabs } = await openBrowser(8);
    expect(server.streams.size).toBe(1);
    expect(server.requests()).toBe(1);
    server.put("a", { status: "COMPLETED" });
    server.put("b");
    server.notify();
    await pass(1);
    for (const tab of tabs) {
      expect(tab.statuses()).toEqual({ a: "COMPLETED", b: "PENDING" });
      expect(tab.snapshot()).toEqual(tabs[0].snapshot());
      expect(tab.snapshot().connection).toBe("live");
    }
    const before = server.requests();
    await pass(60_000);
    expect(server.requests() - before).toBeLessThanOrEqual(6);
    expect(server.subscribe).toHaveBeenCalledTimes(1);
  });

  test("a new tab gets the state from the leading one, without a request", async () => {
    const { server, browser, tabs } = await openBrowser(1);
    const before = server.requests();
    const second = browser.openTab(server);
    await pass(5);
    expect(second.snapshot()).toEqual(tabs[0].snapshot());
    expect(second.snapshot().isReady).toBe(true);
    expect(server.requests()).toBe(before);
  });

  test("when the leading tab closes another one leads", async () => {
    const { server, tabs } = await openBrowser(3);
    tabs[0].close();
    await pass(50);
    expect(server.streams.size).toBe(1);
    server.put("b");
    server.notify();
    await pass(1);
    expect(tabs[1]?.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
    expect(tabs[2]?.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
  });

  test("when the leading tab crashes another one leads", async () => {
    const { server, tabs } = await openBrowser(2);
    tabs[0].crash();
    await pass(50);
    server.put("b");
    server.notify();
    await pass(1);
    expect(tabs[1]?.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
  });

  test("a frozen leading tab is not waited for: after 15 s without a word, another one polls", async () => {
    const { server, tabs } = await openBrowser(2);
    tabs[0].freeze();
    // It takes its timers along.
    tabs[0].close();
    const second = tabs[1] as Tab;
    await pass(16_000);
    server.put("b");
    await pass(10_100);
    expect(second.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
  });

  test("an idle tab whose leading tab is frozen gets a stream of its own, until the leading tab speaks again", async () => {
    const { server, browser, tabs } = await openBrowser(1);
    server.put("a", { status: "COMPLETED" });
    server.notify();
    const second = browser.openTab(server);
    // The last poll of the time when a task was active.
    await pass(11_000);
    const [before, streams] = [server.requests(), server.subscribe.mock.calls.length];
    await pass(60_000);
    expect([server.requests(), server.subscribe.mock.calls.length]).toEqual([before, streams]);
    tabs[0].freeze();
    await pass(16_000);
    expect(second.snapshot().connection).toBe("live");
    server.put("b");
    for (const stream of [...server.streams].slice(1)) server.notify(stream);
    await pass(10);
    expect(second.statuses()).toEqual({ a: "COMPLETED", b: "PENDING" });
    tabs[0].thaw();
    server.notify();
    await pass(11_000);
    expect(server.streams.size).toBe(1);
    expect(second.snapshot()).toEqual(tabs[0].snapshot());
  });

  test("a frozen leading tab that was hidden meanwhile hands over when it speaks again", async () => {
    const { server, tabs } = await openBrowser(2);
    tabs[0].freeze();
    tabs[0].setVisible(false);
    await pass(16_000);
    tabs[0].thaw();
    await pass(20_000);
    server.put("b");
    server.notify();
    await pass(10);
    expect(server.streams.size).toBe(1);
    expect(tabs[1]?.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
  });

  test("a tab that gets no answer from the leading one asks the server after half a second", async () => {
    const { server, browser, tabs } = await openBrowser(1);
    tabs[0].freeze();
    const second = browser.openTab(server);
    await pass(400);
    expect(second.snapshot().isReady).toBe(false);
    await pass(200);
    expect(second.statuses()).toEqual({ a: "PROCESSING" });
  });

  test("a hidden leading tab hands over to a visible one", async () => {
    const { server, tabs } = await openBrowser(2);
    tabs[0].setVisible(false);
    await pass(50);
    expect(server.streams.size).toBe(1);
    server.put("b");
    server.notify();
    await pass(1);
    expect(tabs[1]?.statuses().b).toBe("PENDING");
    expect(tabs[0].statuses().b).toBe("PENDING");
    tabs[1]?.close();
    await pass(60_000);
    expect(server.streams.size).toBe(0);
    tabs[0].setVisible(true);
    await pass(50);
    expect(server.streams.size).toBe(1);
  });

  test("with all tabs hidden nothing is polled, the stream closes after 15 s, and a visible tab is up to date at once", async () => {
    const { server, tabs } = await openBrowser(2);
    tabs[1]?.setVisible(false);
    tabs[0].setVisible(false);
    await pass(14_000);
    expect(server.streams.size).toBe(1);
    await pass(2_000);
    expect(server.streams.size).toBe(0);
    const before = server.requests();
    await pass(120_000);
    expect(server.requests()).toBe(before);
    server.put("a", { status: "COMPLETED" });
    tabs[1]?.setVisible(true);
    await pass(50);
    expect(tabs[1]?.statuses()).toEqual({ a: "COMPLETED" });
    expect(server.streams.size).toBe(1);
  });

  test("a tab that opens hidden asks nothing until it is shown", async () => {
    const { server, browser } = await openBrowser(0);
    const tab = browser.openTab(server, { isVisible: false });
    await pass(10_000);
    expect(server.requests() + server.streams.size).toBe(0);
    tab.setVisible(true);
    await pass(50);
    expect(tab.statuses()).toEqual({ a: "PROCESSING" });
  });

  test("what another tab follows is asked for by the leading one", async () => {
    const { server, tabs } = await openBrowser(2);
    server.put("old", { status: "COMPLETED" });
    for (let index = 0; index < 60; index += 1) {
      await pass(1);
      server.put(`newer${index}`, { status: "COMPLETED" });
    }
    const second = tabs[1] as Tab;
    const stop = second.monitor.watchTask("old");
    second.monitor.watchTask("never");
    await pass(50);
    expect(second.monitor.findTask("old")?.status).toBe("COMPLETED");
    expect(second.monitor.findTask("never")).toBeNull();
    server.notify();
    await pass(30_000);
    expect(second.monitor.findTask("old")?.status).toBe("COMPLETED");
    stop();
    server.put("more");
    server.notify();
    await pass(30_000);
    expect(second.monitor.findTask("old")).toBeUndefined();
  });

  test("startMonitoring in another tab makes the leading one ask", async () => {
    const { server, tabs } = await openBrowser(2);
    server.put("b");
    tabs[1]?.monitor.startMonitoring();
    await pass(10);
    expect(tabs[1]?.statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
    expect(tabs[0].statuses()).toEqual({ a: "PROCESSING", b: "PENDING" });
    expect(server.requests()).toBe(2);
  });

  test("another tab shows what the leading one cannot reach", async () => {
    const { server, tabs } = await openBrowser(2);
    server.state.error = new Error("connection refused");
    server.cut();
    await pass(15_000);
    expect(tabs[1]?.snapshot()).toMatchObject({ connection: "offline", failedPolls: 1 });
    expect(tabs[1]?.snapshot().error?.message).toBe("connection refused");
    server.state.error = null;
    await pass(30_000);
    expect(tabs[1]?.snapshot()).toMatchObject({ connection: "live", failedPolls: 0, error: null });
  });

  test("messages of another version or another user are not read", async () => {
    const { server, browser, tabs } = await openBrowser(2);
    const messages = structuredClone(browser.posted) as { version: number; message: { kind: string } }[];
    const state = messages.find(({ message }) => message.kind === "state");
    expect(state).toBeDefined();
    const { readEnvelope } = await import("../src/live/tabMessages.ts");
    expect(readEnvelope(state, "ana")).toEqual(state);
    expect(readEnvelope(state, "ben")).toBeUndefined();
    expect(readEnvelope({ ...state, version: 2 }, "ana")).toBeUndefined();
    expect([null, "text", { version: 1, userId: "ana" }].map((value) => readEnvelope(value, "ana"))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(server.requests()).toBe(1);
    expect(tabs[1]?.snapshot().isReady).toBe(true);
  });

  test("two users of one browser have a leading tab each", async () => {
    const { server, browser, tabs } = await openBrowser(1);
    const bens = createFakeServer("ben");
    bens.put("bens");
    const ben = browser.openTab(bens, { userId: "ben" });
    await pass(100);
    expect(ben.statuses()).toEqual({ bens: "PENDING" });
    expect(tabs[0].statuses()).toEqual({ a: "PROCESSING" });
    expect(server.streams.size + bens.streams.size).toBe(2);
  });
});

describe("the end of the session", () => {
  test("a sign-out in one tab empties all, and the others say so", async () => {
    const { server, tabs } = await openBrowser(3);
    tabs[1]?.monitor.endSession();
    await pass(10);
    for (const tab of tabs) {
      expect(tab.statuses()).toEqual({});
      expect(tab.snapshot().isReady).toBe(false);
    }
    expect(tabs.map(({ onSessionLost }) => onSessionLost.mock.calls.length)).toEqual([1, 0, 1]);
    expect(server.streams.size).toBe(0);
    const before = server.requests();
    await pass(120_000);
    expect(server.requests()).toBe(before);
  });

  test("a sign-out reaches a paused tab, and tabs without locks", async () => {
    for (const hasLocks of [true, false]) {
      const { tabs } = await openBrowser(2, { hasLocks });
      tabs[1]?.monitor.pauseLive();
      tabs[0].monitor.endSession();
      await pass(10);
      expect(tabs[1]?.statuses()).toEqual({});
      expect(tabs[1]?.onSessionLost).toHaveBeenCalledTimes(1);
    }
  });

  test("a stream that responds 401 ends everything, in each tab", async () => {
    const { server, tabs } = await openBrowser(2);
    server.cut(httpError(401));
    await pass(60_000);
    expect(tabs.map(({ onSessionLost }) => onSessionLost.mock.calls.length)).toEqual([1, 1]);
    expect(server.requests()).toBe(1);
    expect(server.subscribe).toHaveBeenCalledTimes(1);
  });
});

describe("the stream", () => {
  test("a server that restarts is found again within 2 s", async () => {
    const { server, tabs } = await openBrowser(1);
    server.state.error = new Error("connection refused");
    server.cut();
    await pass(20_000);
    expect(tabs[0].snapshot().connection).toBe("offline");
    server.state.error = null;
    server.put("b");
    await pass(2_000);
    expect(tabs[0].snapshot().connection).toBe("live");
    expect(tabs[0].statuses().b).toBe("PENDING");
  });

  test("a server that stays away is asked less and less: at most 4 times a minute", async () => {
    const { server } = await openBrowser(1);
    server.state.error = new Error("connection refused");
    server.cut();
    await pass(300_000);
    const before = server.subscribe.mock.calls.length;
    await pass(60_000);
    expect(server.subscribe.mock.calls.length - before).toBeLessThanOrEqual(4);
  });

  test("429 means polling, and another try after the time that the server names", async () => {
    const { server, tabs } = await openBrowser(1);
    server.cut(httpError(429, { "retry-after": "20" }));
    expect(tabs[0].snapshot().connection).toBe("polling");
    await pass(19_900);
    expect(server.subscribe).toHaveBeenCalledTimes(1);
    await pass(200);
    expect(server.subscribe).toHaveBeenCalledTimes(2);
    expect(tabs[0].snapshot().connection).toBe("live");
  });

  test("a server without a stream is polled", async () => {
    const { server, tabs } = await openBrowser(1);
    server.cut(httpError(501));
    await pass(60_000);
    expect(server.subscribe).toHaveBeenCalledTimes(1);
    expect(tabs[0].snapshot().connection).toBe("polling");
  });

  test("a task that only a poll has told of joins the stream", async () => {
    const { server, tabs } = await openBrowser(1);
    server.put("old", { status: "PROCESSING" });
    for (let index = 0; index < 60; index += 1) {
      await pass(1);
      server.put(`newer${index}`, { status: "PROCESSING" });
    }
    await pass(5_000);
    tabs[0].monitor.watchTask("old");
    await pass(100);
    server.put("newer0", { progress: 5 });
    server.notify();
    await pass(10);
    server.put("old", { status: "COMPLETED" });
    for (let index = 0; index < 60; index += 1) server.put(`done${index}`, { status: "COMPLETED" });
    server.notify();
    await pass(10);
    expect(tabs[0].monitor.findTask("old")?.status).toBe("COMPLETED");
    expect(server.streams.size).toBe(1);
  });

  test("offline there is neither stream nor poll, online both at once", async () => {
    const { server, tabs } = await openBrowser(1);
    tabs[0].setOnline(false);
    expect(tabs[0].snapshot().connection).toBe("offline");
    const before = server.requests();
    await pass(60_000);
    expect([server.requests(), server.streams.size]).toEqual([before, 0]);
    tabs[0].setOnline(true);
    await pass(50);
    expect([server.requests(), server.streams.size]).toEqual([before + 1, 1]);
    expect(tabs[0].snapshot().connection).toBe("live");
  });

  test("a page that goes to the browser's cache lets go of everything, and comes back", async () => {
    const { server, tabs } = await openBrowser(1);
    tabs[0].goAway();
    expect(server.streams.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    server.put("a", { status: "COMPLETED" });
    tabs[0].comeBack();
    await pass(50);
    expect(server.streams.size).toBe(1);
    expect(tabs[0].statuses()).toEqual({ a: "COMPLETED" });
  });

  test("nothing runs on after the last tab is closed", async () => {
    const { server, tabs } = await openBrowser(2);
    for (const tab of tabs) tab.close();
    await pass(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(server.streams.size).toBe(0);
  });
});

describe("without Web Locks", () => {
  test("each visible tab has its own stream, which closes 15 s after the tab is hidden", async () => {
    const { server, tabs } = await openBrowser(2, { hasLocks: false });
    expect(server.streams.size).toBe(2);
    tabs[0].setVisible(false);
    await pass(14_000);
    expect(server.streams.size).toBe(2);
    await pass(2_000);
    expect(server.streams.size).toBe(1);
    tabs[0].setVisible(true);
    await pass(50);
    expect(server.streams.size).toBe(2);
  });
});
