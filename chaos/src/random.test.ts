import { expect, test } from "vitest";
import { createRandom } from "./random.ts";

const draw = (seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: 20 }, () => random.between(1, 6));
};

test("a seed repeats its decisions, and another one makes others", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("numbers stay in their range and reach both ends", () => {
  const random = createRandom(3);
  const drawn = new Set(Array.from({ length: 500 }, () => random.between(2, 4)));
  expect([...drawn].sort()).toEqual([2, 3, 4]);
});

test("a fork does not depend on what was drawn before", () => {
  const [early, late] = [createRandom(5), createRandom(5)];
  late.next();
  expect(early.fork("a").next()).toBe(late.fork("a").next());
  expect(early.fork("a").next()).not.toBe(early.fork("b").next());
});
