import { expect, test } from "vitest";
import { faultNames } from "./nemesis/faults.ts";
import { parseArguments } from "./parseArguments.ts";

test("without options all faults are injected for two minutes, under a seed drawn at random", () => {
  const { seeds, ...options } = parseArguments([]);
  expect(seeds).toHaveLength(1);
  expect(options).toEqual({ minutes: 2, runners: 3, adders: 2, schedules: 12, faults: [...faultNames], broken: null });
});

test("several seeds, some faults and a broken engine can be asked for", () => {
  const args = ["--", "--seed", "1,2", "--minutes", "0.5", "--faults", "kill9,pause", "--broken", "clientClock"];
  expect(parseArguments(args)).toMatchObject({
    seeds: [1, 2],
    minutes: 0.5,
    faults: ["kill9", "pause"],
    broken: "clientClock",
  });
  expect(parseArguments(["--faults", "none"]).faults).toEqual([]);
});

test.each([
  [["--seed", "x"], '--seed is "x"; expected a number'],
  [["--minutes", "0"], '--minutes is "0"; expected a number from 0.05'],
  [["--faults", "kill9,flood"], '--faults has "flood"; expected some of kill9'],
  [["--broken", "everything"], '--broken is "everything"; expected one of settleById'],
])("%j is refused with what is possible", (args, message) => {
  expect(() => parseArguments(args)).toThrow(message);
});
