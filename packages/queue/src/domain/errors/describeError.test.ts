import { expect, test } from "vitest";
import { describeError } from "./describeError.ts";
import { ProviderError } from "./errors.ts";

const refuse = () => {
  throw new Error("no");
};
const hostile = new Proxy({}, { get: refuse, getPrototypeOf: refuse });
const countCauses = (causes: readonly { causes?: unknown }[] | null | undefined): number =>
  (causes ?? []).reduce((sum, { causes: further }) => sum + 1 + countCauses(further as never), 0);

test("a cycle of causes ends", () => {
  const first = new Error("first");
  const second = new Error("second", { cause: first });
  first.cause = second;
  expect(describeError(first).causes).toEqual([{ errorClass: "Error", message: "second" }]);
});

test("an endless chain of causes ends", () => {
  class Endless extends Error {
    override get cause() {
      return new Endless("further");
    }
  }
  expect(countCauses(describeError(new Endless("begin")).causes)).toBe(8);
});

test("of 10,000 joined errors some are kept, and the others are counted", () => {
  const errors = Array.from({ length: 10_000 }, (_, n) => new Error(`call ${n} failed`));
  const { causes } = describeError(new AggregateError(errors, "all failed"));
  expect(causes).toHaveLength(11);
  expect(causes?.at(-1)).toMatchObject({ message: "and 9990 more" });
});

test("nested joined errors are bounded in total", () => {
  const join = (depth: number): Error =>
    depth === 0
      ? new Error("leaf")
      : new AggregateError(
          Array.from({ length: 20 }, () => join(depth - 1)),
          "joined",
        );
  expect(countCauses(describeError(join(3)).causes)).toBeLessThanOrEqual(50);
});

test("long messages and codes are cut", () => {
  const cause = Object.assign(new Error("x".repeat(5_000_000)), { code: "C".repeat(5_000_000) });
  const text = JSON.stringify(describeError(new Error("y".repeat(5_000_000), { cause })));
  expect(text.length).toBeLessThan(50_000);
});

test.each<[string, unknown]>([
  ["a proxy whose traps throw", hostile],
  ["an error caused by one", new Error("outer", { cause: hostile })],
  ["an error that joins one", new AggregateError([hostile], "outer")],
  [
    "an error whose list of errors is one",
    Object.assign(new Error("outer"), { errors: new Proxy([], { get: refuse }) }),
  ],
  ["an error whose cause cannot be read", Object.defineProperty(new Error("outer"), "cause", { get: refuse })],
  ["an error whose code cannot be read", Object.defineProperty(new Error("outer"), "code", { get: refuse })],
  ["a revoked proxy", revoked()],
  ["nothing", undefined],
])("%s is described", (_, thrown) => {
  const { message, summary } = describeError(thrown);
  expect(message).not.toBe("");
  expect(summary).toContain(message);
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test.each<[string, unknown, string | null]>([
  ["a code", Object.assign(new Error("no"), { code: "ENOENT", status: 500 }), "ENOENT"],
  ["a code that is a number", Object.assign(new Error("no"), { code: 11_000 }), "11000"],
  ["the status of an HTTP client's error", Object.assign(new Error("no"), { status: 429 }), "429"],
  ["the statusCode of an HTTP client's error", Object.assign(new Error("no"), { statusCode: 502 }), "502"],
  ["a code on something that is no error", { message: "no", code: "PGRST116" }, "PGRST116"],
  ["a status that is a text", Object.assign(new Error("no"), { status: "failed" }), null],
  ["a DOMException, whose numbers say nothing", new DOMException("late", "TimeoutError"), null],
])("%s: its code", (_, thrown, code) => {
  expect(describeError(thrown).code).toBe(code);
});

const coded = (message: string, code: string, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { code });

test.each<[string, unknown, string]>([
  ["an error alone", new Error("no"), "no"],
  ["an error that repeats its cause", new Error("a: b", { cause: new Error("b") }), "a: b"],
  [
    "an error that repeats its cause, which has one itself",
    new ProviderError("openai", new Error("fetch failed", { cause: coded("connect", "ECONNREFUSED") })),
    "openai failed: fetch failed (ECONNREFUSED: connect)",
  ],
  ["a chain", new Error("a", { cause: new Error("one", { cause: coded("two", "E2") }) }), "a (one (E2: two))"],
  [
    "attempts at two addresses",
    new TypeError("fetch failed", {
      cause: Object.assign(new AggregateError([coded("connect ::1", "E"), coded("connect 127.0.0.1", "E")]), {
        code: "E",
      }),
    }),
    "fetch failed (E: connect ::1; E: connect 127.0.0.1)",
  ],
  ["a cause that is a text", new Error("a", { cause: "of wind" }), "a (of wind)"],
  ["a cause without a message", new Error("a", { cause: coded("", "EPIPE") }), "a (EPIPE)"],
  ["a cause of several lines", new Error("a", { cause: new Error("b\n  c") }), "a (b c)"],
  ["the same cause twice", new AggregateError([new Error("b"), new Error("b")], "a"), "a (b)"],
])("%s is summarised", (_, thrown, summary) => {
  expect(describeError(thrown).summary).toBe(summary);
});

test("secrets are recognised where a text is cut", () => {
  const secret = " postgresql://app:hunter2@db:5432/app";
  for (const at of [8_165, 8_170, 8_175, 8_180]) {
    const { message } = describeError(new Error("x".repeat(at) + secret));
    expect(message).not.toContain("hunt");
  }
});

test("the order of joined errors does not change the fingerprint", () => {
  const join = (...messages: string[]) =>
    new AggregateError(
      messages.map((message) => new Error(message)),
      "all",
    );
  expect(describeError(join("a", "b")).fingerprint).toBe(describeError(join("b", "a")).fingerprint);
  expect(describeError(join("a", "b")).fingerprint).not.toBe(describeError(join("a", "c")).fingerprint);
});
