import { beforeEach, describe, expect, test } from "vitest";
import { createToastRegistry } from "@/toasts/createToastRegistry";
import type { ToastSpec, ToastTask } from "@/toasts/toastForTask";
import { createToastMemory } from "@/toasts/toastMemory";

/** A screen that remembers what is drawn on it. */
function createRegistry(userId: string | null = "ana") {
  const screen = { shown: new Map<string, ToastSpec>(), more: 0, draws: 0 };
  const registry = createToastRegistry(
    {
      show: (spec) => {
        screen.draws += 1;
        screen.shown.set(spec.id, spec);
      },
      close: (id) => void screen.shown.delete(id),
      showMore: (count) => {
        screen.more = count;
      },
    },
    createToastMemory,
  );
  registry.setUser(userId);
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
    expect(screen.shown.get("a")?.kind).toBe("processing");
  });

  test("a later attempt starts over", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "MAX_RETRIES_REACHED", { attempts: 3, maxAttempts: 3 }));
    registry.show(task("a", "PROCESSING", { attempts: 4, maxAttempts: 6 }));
    await drawn();
    expect(screen.shown.get("a")).toMatchObject({ kind: "processing", stepText: "Processing, attempt 4 of 6" });
  });
});

describe("how many", () => {
  test("five toasts are shown at once, the others are counted", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 12; index += 1) registry.show(task(`t${index}`, "PENDING"));
    await drawn();
    expect([screen.shown.size, screen.more]).toEqual([5, 7]);
    expect(registry.activeIds()).toHaveLength(12);
  });

  test("a failed task takes the place of a waiting one", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 6; index += 1) registry.show(task(`t${index}`, "PENDING"));
    registry.show(task("t5", "MAX_RETRIES_REACHED"));
    await drawn();
    expect([...screen.shown.keys()].sort()).toEqual(["t0", "t1", "t2", "t3", "t5"]);
  });

  test("a finished task without a place on the screen is not counted forever", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 5; index += 1) registry.show(task(`t${index}`, "PROCESSING"));
    registry.show(task("done", "COMPLETED"));
    await drawn();
    await drawn();
    expect(screen.more).toBe(0);
    expect(registry.history.read().map(({ taskId }) => taskId)).toEqual(["done"]);
  });

  test("500 tasks at once are drawn in one go", async () => {
    const { registry, screen } = createRegistry();
    for (let index = 0; index < 500; index += 1) registry.show(task(`t${index}`, "PROCESSING"));
    await drawn();
    expect([screen.draws, screen.more]).toEqual([5, 495]);
  });
});

describe("dismissed", () => {
  test("a dismissed task gets no further toast, not even when it completes, but is in the notifications", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "PROCESSING"));
    registry.dismiss("a");
    registry.show(task("a", "PROCESSING"));
    registry.show(task("a", "COMPLETED"));
    await drawn();
    expect(screen.shown.size).toBe(0);
    expect(registry.activeIds()).toEqual([]);
    expect(registry.history.read().map(({ taskId, kind }) => [taskId, kind])).toEqual([["a", "completed"]]);
  });

  test("what expired does not come back, what is retried does", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "COMPLETED"));
    registry.expire("a");
    registry.show(task("a", "COMPLETED"));
    await drawn();
    expect(screen.shown.size).toBe(0);
    registry.show(task("b", "CANCELLED"));
    registry.expire("b");
    registry.show(task("b", "PENDING", { rev: 2 }));
    await drawn();
    expect([...screen.shown.keys()]).toEqual(["b"]);
  });

  test("clearCompleted closes completed ones only, and they stay closed", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("done", "COMPLETED"));
    registry.show(task("bad", "MAX_RETRIES_REACHED"));
    registry.show(task("runs", "PROCESSING"));
    registry.clearCompleted();
    registry.show(task("done", "COMPLETED"));
    await drawn();
    expect([...screen.shown.keys()].sort()).toEqual(["bad", "runs"]);
  });
});

describe("over reloads, tabs and users", () => {
  test("after a reload a running task comes back at its step, a completed or dismissed one does not", async () => {
    const before = createRegistry().registry;
    before.show(task("runs", "PROCESSING"));
    before.show(task("done", "COMPLETED"));
    before.expire("done");
    before.show(task("away", "PROCESSING"));
    before.dismiss("away");
    await drawn();
    const { registry, screen } = createRegistry();
    for (const id of ["runs", "away"]) registry.show(task(id, "PROCESSING"));
    registry.show(task("done", "COMPLETED"));
    await drawn();
    expect([...screen.shown.values()].map(({ id, kind }) => [id, kind])).toEqual([["runs", "processing"]]);
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
    const newValue = JSON.stringify([["a", { fate: "dismissed", status: "PROCESSING", atMs: Date.now() }]]);
    window.dispatchEvent(Object.assign(new Event("storage"), { key, newValue }));
    await drawn();
    expect([screen.shown.size, registry.activeIds()]).toEqual([0, []]);
  });

  test("another user starts with nothing", async () => {
    const { registry, screen } = createRegistry();
    registry.show(task("a", "COMPLETED"));
    await drawn();
    registry.setUser("ben");
    await drawn();
    expect([screen.shown.size, registry.activeIds(), registry.history.read()]).toEqual([0, [], []]);
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
      registry.expire(`t${index}`);
    }
    await drawn();
    expect([registry.activeIds().length, registry.history.read().length]).toEqual([0, 100]);
    expect(JSON.parse(localStorage.getItem("queue-toasts:ana") ?? "")).toHaveLength(200);
  });
});
