import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createToastMemory } from "../src/toasts/toastMemory.ts";

const key = "queue-toasts:ana";
const saved = () => Promise.resolve();

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what is remembered is there after a reload, for this user only", async () => {
  createToastMemory("ana").set("a", "dismissed", { status: "PROCESSING" });
  await saved();
  expect(createToastMemory("ana").get("a")).toMatchObject({ fate: "dismissed", status: "PROCESSING" });
  expect(createToastMemory("ben").get("a")).toBeUndefined();
});

test("at most 200 are kept, the latest", async () => {
  const memory = createToastMemory("ana");
  for (let index = 0; index < 300; index += 1) memory.set(`t${index}`, "closed", { status: "COMPLETED" });
  await saved();
  const reloaded = createToastMemory("ana");
  expect([reloaded.get("t99"), reloaded.get("t100")?.fate]).toEqual([undefined, "closed"]);
  expect(JSON.parse(localStorage.getItem(key) ?? "")).toHaveLength(200);
});

test("after seven days it is forgotten", async () => {
  vi.useFakeTimers();
  const memory = createToastMemory("ana");
  memory.set("old", "closed", { status: "COMPLETED" });
  await saved();
  vi.setSystemTime(Date.now() + 7 * 86_400_000);
  memory.set("new", "closed", { status: "COMPLETED" });
  await saved();
  expect(createToastMemory("ana").get("old")).toBeUndefined();
});

test.each(["{", "null", "7", '"text"', '[["a"]]', '[["a",null]]', '[["a",{"fate":"odd"}]]', "[1,2]"])(
  "what cannot be read (%s) counts as nothing",
  async (text) => {
    localStorage.setItem(key, text);
    const memory = createToastMemory("ana");
    expect(memory.get("a")).toBeUndefined();
    memory.set("a", "open", { status: "PENDING" });
    await saved();
    expect(createToastMemory("ana").get("a")?.fate).toBe("open");
  },
);

test("full or blocked storage is no error, and the page still remembers", async () => {
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse } as unknown as Storage;
  const memory = createToastMemory("ana", storage);
  memory.set("a", "dismissed", { status: "PENDING" });
  await saved();
  expect(memory.get("a")?.fate).toBe("dismissed");
  memory.clear();
  expect(memory.get("a")).toBeUndefined();
});

test("without any storage it remembers until the reload", () => {
  const memory = createToastMemory("ana", undefined);
  memory.set("a", "closed", { status: "COMPLETED" });
  expect(memory.get("a")?.fate).toBe("closed");
});

test("a save that was still planned does not bring back what was cleared", async () => {
  const memory = createToastMemory("ana");
  memory.set("a", "open", { status: "PENDING" });
  memory.clear();
  await saved();
  expect(localStorage.length).toBe(0);
});

describe("dismissals", () => {
  test("200 finished tasks later, the dismissal of an unfinished task is still known", async () => {
    const memory = createToastMemory("ana");
    memory.set("mine", "dismissed", { status: "PROCESSING" });
    for (let index = 0; index < 300; index += 1) memory.set(`t${index}`, "closed", { status: "COMPLETED" });
    await saved();
    expect(createToastMemory("ana").get("mine")?.fate).toBe("dismissed");
  });

  test("more than 200 dismissals of unfinished tasks are all known", async () => {
    const memory = createToastMemory("ana");
    for (let index = 0; index < 300; index += 1) memory.set(`t${index}`, "dismissed", { status: "PENDING" });
    await saved();
    expect(createToastMemory("ana").get("t0")?.fate).toBe("dismissed");
  });

  test("the dismissal of a finished task is kept longer than closed toasts", async () => {
    const memory = createToastMemory("ana");
    memory.set("mine", "dismissed", { status: "COMPLETED" });
    for (let index = 0; index < 300; index += 1) memory.set(`t${index}`, "closed", { status: "COMPLETED" });
    await saved();
    expect(createToastMemory("ana").get("mine")?.fate).toBe("dismissed");
  });

  test("a task that was seen within the last week is not forgotten", async () => {
    vi.useFakeTimers();
    const memory = createToastMemory("ana");
    memory.set("mine", "dismissed", { status: "PENDING" });
    for (let day = 0; day < 10; day += 1) {
      vi.setSystemTime(Date.now() + 86_400_000);
      memory.set("mine", "dismissed", { status: "PENDING" });
      await saved();
    }
    expect(createToastMemory("ana").get("mine")?.fate).toBe("dismissed");
  });

  test("one that another tab has saved survives what this tab saves", async () => {
    const here = createToastMemory("ana");
    const there = createToastMemory("ana");
    there.set("a", "dismissed", { status: "PROCESSING" });
    await saved();
    here.set("b", "open", { status: "PROCESSING" });
    here.set("a", "open", { status: "PROCESSING" });
    await saved();
    const reloaded = createToastMemory("ana");
    expect([reloaded.get("a")?.fate, reloaded.get("b")?.fate]).toEqual(["dismissed", "open"]);
  });

  test("a task that does not exist any more is forgotten", async () => {
    const memory = createToastMemory("ana");
    memory.set("mine", "dismissed", { status: "PENDING" });
    await saved();
    memory.drop("mine");
    await saved();
    expect(localStorage.length).toBe(0);
  });
});
