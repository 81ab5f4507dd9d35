import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createToastMemory } from "@/toasts/toastMemory";

const key = "queue-toasts:ana";
const saved = () => Promise.resolve();

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what is remembered is there after a reload, for this user only", async () => {
  createToastMemory("ana").set("a", "dismissed", "PROCESSING");
  await saved();
  expect(createToastMemory("ana").get("a")).toMatchObject({ fate: "dismissed", status: "PROCESSING" });
  expect(createToastMemory("ben").get("a")).toBeUndefined();
});

test("at most 200 are kept, the latest", async () => {
  const memory = createToastMemory("ana");
  for (let index = 0; index < 300; index += 1) memory.set(`t${index}`, "closed", "COMPLETED");
  await saved();
  const reloaded = createToastMemory("ana");
  expect([reloaded.get("t99"), reloaded.get("t100")?.fate]).toEqual([undefined, "closed"]);
  expect(JSON.parse(localStorage.getItem(key) ?? "")).toHaveLength(200);
});

test("after seven days it is forgotten", async () => {
  vi.useFakeTimers();
  const memory = createToastMemory("ana");
  memory.set("old", "closed", "COMPLETED");
  await saved();
  vi.setSystemTime(Date.now() + 7 * 86_400_000);
  memory.set("new", "closed", "COMPLETED");
  await saved();
  expect(createToastMemory("ana").get("old")).toBeUndefined();
});

test.each(["{", "null", "7", '"text"', '[["a"]]', '[["a",null]]', '[["a",{"fate":"odd"}]]', "[1,2]"])(
  "what cannot be read (%s) counts as nothing",
  async (text) => {
    localStorage.setItem(key, text);
    const memory = createToastMemory("ana");
    expect(memory.get("a")).toBeUndefined();
    memory.set("a", "open", "PENDING");
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
  memory.set("a", "dismissed", "PENDING");
  await saved();
  expect(memory.get("a")?.fate).toBe("dismissed");
  memory.clear();
  expect(memory.get("a")).toBeUndefined();
});

test("without any storage it remembers until the reload", () => {
  const memory = createToastMemory("ana", undefined);
  memory.set("a", "closed", "COMPLETED");
  expect(memory.get("a")?.fate).toBe("closed");
});

test("a save that was still planned does not bring back what was cleared", async () => {
  const memory = createToastMemory("ana");
  memory.set("a", "open", "PENDING");
  memory.clear();
  await saved();
  expect(localStorage.length).toBe(0);
});
