import { expect, test } from "vitest";
import { WaitGroup } from "./WaitGroup.ts";

test("whoever waits goes on when the last one is done", async () => {
  const group = new WaitGroup();
  group.add();
  group.add();
  const order: string[] = [];
  const waits = [group.wait(), group.wait()].map((wait) => wait.then(() => order.push("went on")));
  group.done();
  await new Promise(setImmediate);
  expect(group.count).toBe(1);
  order.push("last one");
  group.done();
  await Promise.all(waits);
  expect(order).toEqual(["last one", "went on", "went on"]);
});

test("nobody waits when nothing is under way", async () => {
  const group = new WaitGroup();
  await group.wait();
  group.add();
  group.done();
  await group.wait();
  expect(group.count).toBe(0);
});
