import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createToastRegistry } from "../src/toasts/createToastRegistry.ts";
import type { ToastTask } from "../src/toasts/toastForTask.ts";
import { createToastMemory } from "../src/toasts/toastMemory.ts";

/** A registry and what a component sees of it. */
function createRegistry(userId: string | null = "ana", maxToasts = 5) {
  const registry = createToastRegistry((id) => createToastMemory(id));
  const screen = {
    draws: 0,
    ids: () => registry.getSnapshot().toasts.map(({ id }) => id),
    get: (id: string) => registry.getSnapshot().toasts.find((toast) => toast.id === id),
    more: () => registry.getSnapshot().restCount,
  };
  registry.configure({ maxToasts });
  registry.setUser(userId);
  registry.subscribe(() => {
    screen.draws += 1;
  });
  return { registry, screen };
}

const drawn = () => Promise.resolve();
const task = (id: string, status: string, change: Partial<ToastTask> = {}): ToastTask => ({
  id,
  status,
  data: {},
  ...change,
});

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("steps", () => {
  test("the same task in the same state is drawn once", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    await drawn();
    registry.show(task("a", "PROCESSING"));
    await drawn();
    expect(screen.draws).toBe(1);
  });

  test("a higher step changes the toast, a lower one does not", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PENDING"));
    registry.show(task("a", "PROCESSING"));
    registry.show(task("a", "PENDING"));
    await drawn();
    expect(screen.get("a")?.kind).toBe("processing");
  });

  test("a later attempt starts over", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "MAX_RETRIES_REACHED", { attempts: 3, maxAttempts: 3 }));
    registry.show(task("a", "PROCESSING", { attempts: 4, maxAttempts: 6 }));
    await drawn();
    expect(screen.get("a")).toMatchObject({ kind: "processing", stepText: "Processing, attempt 4 of 6" });
  });
});

describe("how many", () => {
  test("five toasts are shown at once, the others are counted", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 12; index += 1) registry.show(task(`t${index}`, "PENDING"));
    await drawn();
    expect([screen.ids().length, screen.more()]).toEqual([5, 7]);
    expect(registry.activeIds()).toHaveLength(12);
  });

  test("a failed task takes the place of a waiting one", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 6; index += 1) registry.show(task(`t${index}`, "PENDING"));
    registry.show(task("t5", "MAX_RETRIES_REACHED"));
    await drawn();
    expect(screen.ids().sort()).toEqual(["t0", "t1", "t2", "t3", "t5"]);
  });

  test("a finished task without a place on the screen is not counted forever", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 5; index += 1) registry.show(task(`t${index}`, "PROCESSING"));
    registry.show(task("done", "COMPLETED"));
    await drawn();
    await drawn();
    expect(screen.more()).toBe(0);
  });

  test("500 tasks at once are drawn in one go", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 500; index += 1) registry.show(task(`t${index}`, "PROCESSING"));
    await drawn();
    expect([screen.draws, screen.ids().length, screen.more()]).toEqual([1, 5, 495]);
  });
});

describe("which are in front", () => {
  test("failed, processing, retrying, pending, completed", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("done", "COMPLETED"));
    registry.show(task("waits", "PENDING"));
    registry.show(task("again", "FAILED", { attempts: 1, maxAttempts: 3 }));
    registry.show(task("runs", "PROCESSING"));
    registry.show(task("bad", "MAX_RETRIES_REACHED"));
    await drawn();
    expect(screen.ids()).toEqual(["bad", "runs", "again", "waits", "done"]);
  });

  test("five failures do not hide the running tasks", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 6; index += 1) registry.show(task(`bad${index}`, "MAX_RETRIES_REACHED"));
    registry.show(task("runs1", "PROCESSING"));
    registry.show(task("runs2", "PROCESSING"));
    registry.show(task("runs3", "PROCESSING"));
    await drawn();
    expect(screen.ids()).toEqual(["bad0", "bad1", "bad2", "runs1", "runs2"]);
    expect(screen.more()).toBe(4);
  });

  test("10,000 failures leave a bounded number of toasts, the latest", async () => {
    const { registry } = createRegistry();
    for (let index = 0; index < 10_000; index += 1) registry.show(task(`bad${index}`, "MAX_RETRIES_REACHED"));
    await drawn();
    await drawn();
    expect(registry.activeIds().length).toBeLessThanOrEqual(105);
    expect(registry.activeIds()).toContain("bad9999");
  });
});

describe("time", () => {
  test("a toast that nobody can see yet does not close", async () => {
    const registry = createToastRegistry((id) => createToastMemory(id));
    registry.show(task("a", "COMPLETED"));
    registry.setUser("ana");
    vi.advanceTimersByTime(60_000);
    expect(registry.activeIds()).toEqual(["a"]);
    registry.subscribe(() => {});
    vi.advanceTimersByTime(8_000);
    expect(registry.activeIds()).toEqual([]);
  });

  test("while a hold exists, no toast closes, and afterwards the rest of its time passes", () => {
    const { registry } = createRegistry();
    registry.show(task("a", "COMPLETED"));
    vi.advanceTimersByTime(6_000);
    const release = registry.holdTime();
    vi.advanceTimersByTime(60_000);
    expect(registry.activeIds()).toEqual(["a"]);
    release();
    vi.advanceTimersByTime(1_900);
    expect(registry.activeIds()).toEqual(["a"]);
    vi.advanceTimersByTime(200);
    expect(registry.activeIds()).toEqual([]);
  });

  test("a scheduled task that the app shows says when it starts, and does not stay", () => {
    const { registry } = createRegistry();
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    registry.show(task("a", "PENDING", { dueAt }));
    vi.advanceTimersByTime(8_000);
    expect(registry.activeIds()).toEqual([]);
    registry.show(task("a", "PROCESSING", { dueAt: null }));
    expect(registry.activeIds()).toEqual(["a"]);
  });

  test("a late response about a closed toast does not open it again", () => {
    const { registry } = createRegistry();
    registry.show(task("a", "COMPLETED", { rev: 5 }));
    vi.advanceTimersByTime(8_000);
    registry.show(task("a", "PROCESSING", { rev: 4 }));
    expect(registry.activeIds()).toEqual([]);
  });
});

describe("dismissed", () => {
  test("a dismissed task gets no further toast, not even when it completes", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    registry.dismiss("a");
    registry.show(task("a", "PROCESSING"));
    registry.show(task("a", "COMPLETED"));
    await drawn();
    expect(screen.ids().length).toBe(0);
    expect(registry.activeIds()).toEqual([]);
  });

  test("what expired does not come back, what is retried does", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "COMPLETED"));
    vi.advanceTimersByTime(8_000);
    registry.show(task("a", "COMPLETED"));
    await drawn();
    expect(screen.ids().length).toBe(0);
    registry.show(task("b", "CANCELLED"));
    vi.advanceTimersByTime(8_000);
    registry.show(task("b", "PENDING", { rev: 2 }));
    await drawn();
    expect(screen.ids()).toEqual(["b"]);
  });

  test("clearCompleted closes completed ones only, and they stay closed", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("done", "COMPLETED"));
    registry.show(task("bad", "MAX_RETRIES_REACHED"));
    registry.show(task("runs", "PROCESSING"));
    registry.clearCompleted();
    registry.show(task("done", "COMPLETED"));
    await drawn();
    expect(screen.ids().sort()).toEqual(["bad", "runs"]);
  });
});

describe("pages and missing tasks", () => {
  test("a page that shows a task keeps its toast away, whatever happens, and afterwards too", async () => {
    const { registry } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    const end = registry.keepAway("a");
    registry.show(task("a", "PROCESSING", { progress: 5 }));
    expect(registry.activeIds()).toEqual([]);
    end();
    registry.show(task("a", "COMPLETED"));
    expect(registry.activeIds()).toEqual([]);
  });

  test("also after a reload, when the page is there before the user is known", async () => {
    const registry = createToastRegistry((id) => createToastMemory(id));
    const end = registry.keepAway("a");
    registry.setUser("ana");
    registry.show(task("a", "PROCESSING"));
    end();
    registry.show(task("a", "PROCESSING"));
    expect(registry.activeIds()).toEqual([]);
  });

  test("a task that does not exist any more closes its toast without a word", async () => {
    const { registry } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    registry.drop(["a", "unknown"]);
    vi.advanceTimersByTime(5_000);
    expect(registry.activeIds()).toEqual([]);
    expect(registry.announcer.read()).toEqual({ polite: "", assertive: "" });
  });
});

describe("over reloads, tabs and users", () => {
  test("after a reload a running task comes back at its step, a completed or dismissed one does not", async () => {
    const before = createRegistry().registry;
    before.show(task("runs", "PROCESSING"));
    before.show(task("done", "COMPLETED"));
    vi.advanceTimersByTime(8_000);
    before.show(task("away", "PROCESSING"));
    before.dismiss("away");
    await drawn();
    const { registry, screen } = createRegistry();
    for (const id of ["runs", "away"]) registry.show(task(id, "PROCESSING"));
    registry.show(task("done", "COMPLETED"));
    await drawn();
    expect(screen.ids().map((id) => [id, screen.get(id)?.kind])).toEqual([["runs", "processing"]]);
  });

  test("a failed toast that was open is known to have been", async () => {
    createRegistry().registry.show(task("bad", "MAX_RETRIES_REACHED"));
    await drawn();
    expect(createRegistry().registry.wasLeftOpen("bad")).toBe(true);
    expect(createRegistry("ben").registry.wasLeftOpen("bad")).toBe(false);
  });

  test("closing it in another tab closes it here", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    await drawn();
    const key = "queue-toasts:ana";
    localStorage.setItem(key, JSON.stringify([["a", { fate: "dismissed", status: "PROCESSING", atMs: Date.now() }]]));
    window.dispatchEvent(Object.assign(new Event("storage"), { key }));
    await drawn();
    expect([screen.ids().length, registry.activeIds()]).toEqual([0, []]);
  });

  test("another user starts with nothing", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "COMPLETED"));
    await drawn();
    registry.setUser("ben");
    await drawn();
    expect([screen.ids(), registry.activeIds(), registry.history.read()]).toEqual([[], [], []]);
  });

  test("at once, also in the live regions", () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    vi.advanceTimersByTime(1_000);
    registry.setUser("ben");
    expect([screen.ids(), registry.announcer.read().polite]).toEqual([[], ""]);
  });

  test("toasts that are shown before the user is known belong to this user, not to the next one", () => {
    const registry = createToastRegistry((id) => createToastMemory(id));
    registry.show(task("a", "PROCESSING"));
    registry.setUser("ana");
    expect(registry.activeIds()).toEqual(["a"]);
    registry.forgetUser();
    registry.show(task("late", "PROCESSING"));
    registry.setUser("ben");
    expect(registry.activeIds()).toEqual([]);
  });

  test("what was dismissed before a reload stays away, also if it is shown before the user is known", async () => {
    createRegistry().registry.dismiss("a");
    await drawn();
    const registry = createToastRegistry((id) => createToastMemory(id));
    registry.show(task("a", "PROCESSING"));
    registry.setUser("ana");
    expect(registry.activeIds()).toEqual([]);
  });

  test("signing out in another tab closes the toasts here", async () => {
    const { registry } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    await drawn();
    localStorage.clear();
    window.dispatchEvent(Object.assign(new Event("storage"), { key: "queue-toasts:ana" }));
    expect(registry.activeIds()).toEqual([]);
  });

  test("the same user again changes nothing", async () => {
    const { registry } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    registry.setUser("ana");
    expect(registry.activeIds()).toEqual(["a"]);
  });

  test("signing out leaves nothing in the storage", async () => {
    const { registry } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    await drawn();
    expect(localStorage.length).toBe(1);
    registry.forgetUser();
    expect(localStorage.length).toBe(0);
  });

  test("10,000 tasks leave a bounded memory", async () => {
    const { registry } = createRegistry();
    for (let index = 0; index < 10_000; index += 1) {
      registry.show(task(`t${index}`, "COMPLETED"));
      if (index % 100 === 0) vi.advanceTimersByTime(8_000);
    }
    await drawn();
    vi.advanceTimersByTime(8_000);
    expect(registry.activeIds()).toEqual([]);
    expect(JSON.parse(localStorage.getItem("queue-toasts:ana") ?? "")).toHaveLength(200);
  });
});
