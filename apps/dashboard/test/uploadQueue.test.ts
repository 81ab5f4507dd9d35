import { ConnectionError } from "@package/ui";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createUploadQueue } from "@/upload/createUploadQueue";
import { csvRule } from "@/upload/fileRules";
import { readFiles } from "@/upload/readDrop";
import type { UploadOptions } from "@/upload/uploadFile";

afterEach(() => vi.restoreAllMocks());

const filesOf = (...names: string[]) => readFiles(names.map((name) => new File(["email\n"], name)));
const refusal = (status: number) =>
  Object.assign(new Error(`HTTP ${status}`), { meta: { response: new Response(null, { status }) } });

/** A queue whose server is a function of the test; by default it stores everything. */
function setUp(respond: (name: string, options: UploadOptions) => Promise<void> | void = () => {}) {
  const added: string[] = [];
  const sent: string[] = [];
  const queue = createUploadQueue(csvRule, async (file, options) => {
    sent.push(file.name);
    await respond(file.name, options);
    return { url: `upload:${file.name}` };
  });
  const addTask = vi.fn(async (url: string) => void added.push(url));
  const steps = () => Object.fromEntries(queue.getSnapshot().map(({ name, step }) => [name, step]));
  const message = (name: string) => queue.getSnapshot().find((upload) => upload.name === name)?.message;
  const idOf = (name: string) => queue.getSnapshot().find((upload) => upload.name === name)?.id as number;
  return { queue, addTask, added, sent, steps, message, idOf };
}

test("bad files of a drop are refused one by one with their reasons, and the good ones are sent", async () => {
  const { queue, addTask, added, steps, message } = setUp();
  queue.add([...filesOf("a.csv", "b.pdf", "c.csv"), { file: new File([], "d.csv"), name: "d.csv", size: 0 }], addTask);
  await vi.waitFor(() => expect(added).toEqual(["upload:a.csv", "upload:c.csv"]));
  await vi.waitFor(() =>
    expect(steps()).toEqual({ "a.csv": "added", "b.pdf": "refused", "c.csv": "added", "d.csv": "refused" }),
  );
  expect(message("b.pdf")).toMatch(/not a CSV file/);
  expect(message("d.csv")).toMatch(/0 bytes/);
});

test("a file that fails stops none of the others, and can be tried again alone", async () => {
  const failing = new Set(["b.csv"]);
  const { queue, addTask, added, sent, steps, message, idOf } = setUp((name) => {
    if (failing.has(name)) throw refusal(500);
  });
  queue.add(filesOf("a.csv", "b.csv", "c.csv", "d.csv"), addTask);
  await vi.waitFor(() => expect(steps()).toMatchObject({ "b.csv": "failed", "d.csv": "added" }));
  expect(added).toEqual(["upload:a.csv", "upload:c.csv", "upload:d.csv"]);
  expect(message("b.csv")).toBe("HTTP 500");
  failing.clear();
  sent.length = 0;
  queue.retry(idOf("b.csv"));
  await vi.waitFor(() => expect(steps()["b.csv"]).toBe("added"));
  expect(sent).toEqual(["b.csv"]);
});

test("a file whose task could not be added is not uploaded again", async () => {
  const { queue, addTask, sent, steps, idOf } = setUp();
  addTask.mockRejectedValueOnce(refusal(503));
  queue.add(filesOf("a.csv"), addTask);
  await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "failed" }));
  queue.retry(idOf("a.csv"));
  await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "added" }));
  expect(sent).toEqual(["a.csv"]);
});

test("without a session all waiting files fail at once, and each can be tried after the sign-in", async () => {
  let isSignedIn = false;
  const { queue, addTask, sent, steps, message, idOf } = setUp(() => {
    if (!isSignedIn) throw refusal(401);
  });
  queue.add(filesOf("a.csv", "b.csv", "c.csv"), addTask);
  await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "failed", "b.csv": "failed", "c.csv": "failed" }));
  expect(sent).toEqual(["a.csv"]);
  expect(message("c.csv")).toBe("You are signed out. Sign in, then try again.");
  isSignedIn = true;
  for (const name of ["a.csv", "b.csv", "c.csv"]) queue.retry(idOf(name));
  await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "added", "b.csv": "added", "c.csv": "added" }));
});

describe("offline", () => {
  test("a file waits, and is sent when the browser is online again", async () => {
    const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { queue, addTask, added, steps } = setUp(() => {
      if (!navigator.onLine) throw new ConnectionError("no network");
    });
    queue.add(filesOf("a.csv", "b.csv"), addTask);
    await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "offline", "b.csv": "waiting" }));
    onLine.mockReturnValue(true);
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(added).toEqual(["upload:a.csv", "upload:b.csv"]));
  });

  test("a server on this machine that responds is used", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { queue, addTask, added } = setUp();
    queue.add(filesOf("a.csv"), addTask);
    await vi.waitFor(() => expect(added).toEqual(["upload:a.csv"]));
  });

  test("a file that waits can be cancelled, and the next one is tried", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { queue, addTask, steps, idOf } = setUp(() => {
      throw new ConnectionError("no network");
    });
    queue.add(filesOf("a.csv", "b.csv"), addTask);
    await vi.waitFor(() => expect(steps()["a.csv"]).toBe("offline"));
    queue.remove(idOf("a.csv"));
    await vi.waitFor(() => expect(steps()).toEqual({ "b.csv": "offline" }));
  });
});

test("a cancelled file is aborted and leaves the list; those behind it are sent", async () => {
  const aborted = Promise.withResolvers<void>();
  const { queue, addTask, added, steps, idOf } = setUp((name, { signal, onProgress }) => {
    if (name !== "a.csv") return;
    onProgress?.(0.5);
    const { promise, reject } = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => {
      aborted.resolve();
      reject(signal.reason);
    });
    return promise;
  });
  queue.add(filesOf("a.csv", "b.csv", "c.csv"), addTask);
  await vi.waitFor(() => expect(queue.getSnapshot()[0]).toMatchObject({ step: "sending", percent: 50 }));
  // A browser asks before it leaves the page now.
  const leave = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leave);
  expect(leave.defaultPrevented).toBe(true);
  queue.remove(idOf("c.csv"));
  queue.remove(idOf("a.csv"));
  await aborted.promise;
  await vi.waitFor(() => expect(steps()).toEqual({ "b.csv": "added" }));
  expect(added).toEqual(["upload:b.csv"]);
});

test("files that are added while others are sent come behind them; a later drop replaces old outcomes, not failures", async () => {
  const { queue, addTask, added, steps } = setUp((name) => {
    if (name === "b.csv") throw refusal(500);
  });
  queue.add(filesOf("a.csv"), addTask);
  queue.add(filesOf("b.csv", "x.pdf"), addTask);
  await vi.waitFor(() => expect(steps()).toEqual({ "a.csv": "added", "b.csv": "failed", "x.pdf": "refused" }));
  await vi.waitFor(() => {
    queue.add(filesOf("c.csv"), addTask);
    expect(steps()).not.toHaveProperty("a.csv");
  });
  expect(steps()).toMatchObject({ "b.csv": "failed" });
  expect(steps()).not.toHaveProperty("x.pdf");
  expect(added[0]).toBe("upload:a.csv");
});
