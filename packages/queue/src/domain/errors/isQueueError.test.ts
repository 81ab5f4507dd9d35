import { expect, test } from "vitest";
import * as library from "../../index.ts";
import { RateLimitError, SnoozeError, UnrecoverableError } from "./errors.ts";
import { isQueueError } from "./isQueueError.ts";

const refuse = () => {
  throw new Error("no");
};
const foreign = (fields: object) => Object.assign(new Error("no"), fields);

test.each<[string, unknown]>([
  ["an error of this copy", new RateLimitError("openai")],
  ["one of another copy, by its code and its fields", foreign({ code: "RATE_LIMITED", provider: "openai" })],
])("%s is recognised", (_, error) => {
  expect(isQueueError(error, "RATE_LIMITED")).toBe(true);
  expect(isQueueError(error, "SNOOZED", "RATE_LIMITED")).toBe(true);
  expect(isQueueError(error)).toBe(true);
  expect(isQueueError(error, "SNOOZED")).toBe(false);
});

test.each<[string, unknown]>([
  ["an error with the code alone", foreign({ code: "RATE_LIMITED" })],
  ["an object that is no error", { code: "UNRECOVERABLE" }],
  ["an error with another code", foreign({ code: "ECONNREFUSED" })],
  ["Prisma's own error of a conflict", foreign({ code: "P2034", clientVersion: "7.10.0" })],
  ["a code that is a key of every object", foreign({ code: "toString" })],
  ["a proxy whose traps throw", new Proxy({}, { get: refuse, getPrototypeOf: refuse })],
  ["null", null],
  ["a text", "UNRECOVERABLE"],
])("%s is not recognised", (_, error) => {
  expect(isQueueError(error)).toBe(false);
  expect(isQueueError(error, "RATE_LIMITED", "UNRECOVERABLE")).toBe(false);
});

test("every exported error is recognised", () => {
  const classes = Object.values(library).filter(
    (member): member is typeof library.TaskBusyError =>
      typeof member === "function" && member.prototype instanceof library.QueueError,
  );
  const unknown = classes.filter(({ prototype }) => !isQueueError(Object.create(prototype)));
  expect(unknown.map(({ name }) => name)).toEqual([]);
  expect(classes.length).toBeGreaterThan(20);
});

test("an application's subclass is recognised by its class, whatever its code is", () => {
  class NoAccount extends UnrecoverableError {}
  expect(isQueueError(Object.assign(new NoAccount("no"), { code: "NO_ACCOUNT" }), "UNRECOVERABLE")).toBe(true);
  expect(isQueueError(new SnoozeError(1), "SNOOZED")).toBe(true);
});

test("each class states its name, which a bundler would shorten otherwise", () => {
  const classes = Object.entries(library).filter(([name]) => /^[A-Z]\w+Error$/.test(name) && name !== "QueueError");
  expect(classes.length).toBeGreaterThan(20);
  for (const [name, thrown] of classes) {
    // The name that a class has from its declaration is not enumerable.
    expect(Object.getOwnPropertyDescriptor(thrown, "name")).toMatchObject({ value: name, enumerable: true });
  }
  class NoAccount extends UnrecoverableError {}
  expect(new NoAccount("closed").name).toBe("NoAccount");
});
