import { expect, test } from "vitest";
import { applyChange } from "../../test/support/applyChange.ts";
import { makeTask, makeView } from "../../test/support/makeView.ts";
import { StatusStream } from "./StatusStream.ts";

const open = () => new StatusStream([], () => {});
const completed = (count: number) => ({ ...makeView().counts, completed: count });

test("a reader that comes late gets the latest state alone", async () => {
  const stream = open();
  for (let count = 1; count <= 1_000; count++) stream.publish(makeView({ counts: completed(count) }));
  expect(await stream.next()).toMatchObject({ value: { counts: { completed: 1_000 } } });
});

test("a reader that waits gets the next state that differs", async () => {
  const stream = open();
  stream.publish(makeView());
  await stream.next();
  const next = stream.next();
  stream.publish(makeView({ now: "2026-01-01T00:00:10.000Z" }));
  stream.publish(makeView({ counts: completed(1) }));
  expect(await next).toMatchObject({ value: { counts: { completed: 1 }, lists: {} } });
});

test("a reader that skips states has the latest after its message", async () => {
  const stream = open();
  const first = makeView({ pendingTasks: [makeTask("t1"), makeTask("t2")] });
  stream.publish(first);
  await stream.next();
  stream.publish(makeView({ processingTasks: [makeTask("t1", { status: "PROCESSING", rev: 2 })] }));
  const last = makeView({ completedTasks: [makeTask("t2", { status: "COMPLETED", rev: 3 })], missingIds: ["t1"] });
  stream.publish(last);
  const { value } = await stream.next();
  expect(applyChange(first, value as NonNullable<typeof value>)).toEqual(last);
});

test("a task that was sent as unfinished is followed until it is sent as finished or missing", async () => {
  const stream = open();
  const tasks = ["t1", "t2", "t3"].map((id) => makeTask(id));
  stream.publish(makeView({ pendingTasks: tasks }));
  expect([...stream.followedIds]).toEqual([]);
  await stream.next();
  expect([...stream.followedIds]).toEqual(["t1", "t2", "t3"]);
  stream.publish(makeView({ watchedTasks: [makeTask("t1", { status: "COMPLETED", rev: 2 })], missingIds: ["t2"] }));
  await stream.next();
  expect([...stream.followedIds]).toEqual(["t3"]);
});

test("of more than 500 unfinished tasks the oldest are not followed", async () => {
  const stream = open();
  for (let page = 0; page < 3; page++) {
    const tasks = Array.from({ length: 200 }, (_, n) => makeTask(`t${page * 200 + n}`));
    stream.publish(makeView({ pendingTasks: tasks }));
    await stream.next();
  }
  expect(stream.followedIds.size).toBe(500);
  expect([...stream.followedIds].at(-1)).toBe("t599");
});

test("a stream that ends with an error throws it, also to a reader that comes later", async () => {
  const stream = open();
  const waiting = stream.next();
  stream.publish(makeView());
  stream.end(new Error("stopping"));
  stream.end();
  await expect(waiting).rejects.toThrow("stopping");
  await expect(stream.next()).rejects.toThrow("stopping");
});

test("a reader that leaves ends the stream once", async () => {
  let ends = 0;
  const stream = new StatusStream([], () => ends++);
  const waiting = stream.next();
  await stream.return();
  stream.end();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(ends).toBe(1);
});
