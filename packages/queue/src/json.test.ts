import { expect, test } from "vitest";
import { formatPath } from "./errors.ts";
import { maxJsonBytes, toStorableJson } from "./json.ts";

function refusal(value: unknown): string {
  const storable = toStorableJson(value);
  if ("json" in storable) return `accepted ${storable.json}`;
  return storable.issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`).join("; ");
}

const cycle: { self?: unknown } = {};
cycle.self = { back: cycle };
let deep: unknown = 1;
for (let level = 0; level < 101; level++) deep = [deep];

test.each<[string, unknown, string]>([
  ["a BigInt deep inside", { a: [{ b: 1n }] }, "data.a[0].b: a bigint"],
  ["a NUL character", { "odd key": "a\0b" }, 'data["odd key"]: contains a NUL'],
  ["a NUL character in a name", { "a\0": 1 }, "its name contains a NUL"],
  ["half a surrogate pair", ["\ud800"], "data[0]: contains half a surrogate pair"],
  ["a cycle", cycle, "data.self.back: refers back"],
  ["NaN", { n: Number.NaN }, "data.n: NaN"],
  ["a function", { f: () => 1 }, "data.f: a function"],
  ["undefined at the top", undefined, "data: undefined"],
  ["a Map", { m: new Map() }, "data.m: a Map"],
  ["an Error", [new TypeError("x")], "data[0]: a TypeError is not a JSON value"],
  ["bytes", { b: new Uint8Array(2) }, "data.b: a Uint8Array"],
  ["an invalid date", { d: new Date("?") }, "data.d: is an invalid date"],
  ["101 levels", deep, "nested deeper than 100"],
  ["more than 1 MiB", "x".repeat(maxJsonBytes), "store large content elsewhere"],
  [
    "a throwing getter",
    Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("boo");
      },
    }),
    "cannot be read (boo)",
  ],
  [
    "a proxy whose traps throw",
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw null;
        },
      },
    ),
    "cannot be read",
  ],
])("%s is refused with its path", (_, value, expected) => {
  expect(refusal(value)).toContain(expected);
});

test.each<[string, unknown, string]>([
  ["an own __proto__ key is data", JSON.parse('{"__proto__":{"admin":true}}'), '{"__proto__":{"admin":true}}'],
  ["a date becomes its ISO text", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["an undefined property is left out", { a: undefined, b: 1 }, '{"b":1}'],
  ["the same object twice is no cycle", [cycle.self === undefined, [1], [1]], "[false,[1],[1]]"],
  ["an object without prototype is plain", Object.assign(Object.create(null), { a: "é😀" }), '{"a":"é😀"}'],
  ["null is a value", null, "null"],
  [
    "an instance of a class is its properties",
    new (class Point {
      x = 1;
      #hidden = 2;
      get sum() {
        return this.x + this.#hidden;
      }
    })(),
    '{"x":1}',
  ],
])("%s", (_, value, json) => {
  expect(toStorableJson(value)).toEqual({ json });
});
