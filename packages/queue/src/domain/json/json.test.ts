import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { formatPath } from "../errors/errors.ts";
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

class Hidden {
  note = undefined;
  #secret = 1;
  reveal() {
    return this.#secret;
  }
}

function* count() {
  yield 1;
}

test.each<[string, unknown]>([
  ["File", new File(["x"], "x.txt")],
  ["Blob", new Blob(["x"])],
  ["FormData", new FormData()],
  ["Headers", new Headers({ a: "1" })],
  ["URLSearchParams", new URLSearchParams("a=1")],
  ["Request", new Request("http://example.com")],
  ["Response", new Response("x")],
  ["ReadableStream", new ReadableStream()],
  ["Readable", Readable.from(["x"])],
  ["EventEmitter", new EventEmitter()],
  ["AbortSignal", new AbortController().signal],
  ["Event", new Event("x")],
  ["Iterator", [1].values()],
  ["Generator", count()],
  ["Hidden", new Hidden()],
  ["WeakRef", new WeakRef({})],
  ["Promise", Promise.resolve(1)],
  ["NumberFormat", new Intl.NumberFormat("en")],
  ["RegExp", /x/],
  ["DOMException", new DOMException("x")],
  ["DataView", new DataView(new ArrayBuffer(1))],
  ["Symbol", Object(Symbol("x"))],
  ["BigInt", Object(1n)],
  ["Map", new Proxy(new Map([[1, 2]]), {})],
  ["Map", runInNewContext("new Map()")],
  ["Error", runInNewContext("Object.assign(new Error('x'), { code: 1 })")],
  ["Headers", Object.assign(new Headers(), { note: "with a property of its own" })],
  ["Date", { toJSON: () => new Date() }],
  ["Math", Math],
  ["object", Object.create({ inherited: 1 })],
])("a %s, whose contents JSON would drop, is refused with its name", (name, value) => {
  const article = /^[aeio]/i.test(name) ? "an" : "a";
  expect(refusal({ list: [value] })).toMatch(
    `data.list[0]: ${article} ${name} is not a JSON value: its contents would be lost`,
  );
});

test.each<[string, unknown, string]>([
  ["a boxed NaN", [new Number(Number.NaN)], "data[0]: NaN is not a JSON number"],
  ["a hole", new Array(1), "data[0]: undefined is not"],
  ["a named property of an array", { found: "abc".match(/b/) }, "data.found.index: is a named property of an array"],
  ["a named property of a boxed string", Object.assign(new String("ab"), { c: 1 }), "data.c: is a named property"],
  ["a name that is a symbol", { a: { [Symbol("b")]: 1, c: 2 } }, 'data.a["Symbol(b)"]: has a symbol as its name'],
  [
    "a toJSON that returns an object with toJSON",
    { toJSON: () => ({ toJSON: () => "x" }) },
    "data.toJSON: a function is not",
  ],
])("%s is refused, because JSON would drop it", (_, value, expected) => {
  expect(refusal(value)).toContain(expected);
});

test.each<[string, unknown, string]>([
  ["boxed primitives become their values", [Object(1), Object("x"), Object(false)], '[1,"x",false]'],
  ["an empty object of another realm is stored", [runInNewContext("({})")], "[{}]"],
  ["a method with a symbol as its name is dropped", { [Symbol("inspect")]: () => "", a: 1 }, '{"a":1}'],
  ["a URL becomes a string", new URL("http://example.com/a"), '"http://example.com/a"'],
  ["a Buffer becomes what its toJSON returns", Buffer.from("x"), '{"type":"Buffer","data":[120]}'],
  [
    "a getter of the object itself is read",
    {
      get a() {
        return 1;
      },
    },
    '{"a":1}',
  ],
  ["toJSON receives the name of its property", { a: { toJSON: (key: string) => key } }, '{"a":"a"}'],
  [
    "a __proto__ key of the object itself is data",
    JSON.parse('{"__proto__":{"admin":true}}'),
    '{"__proto__":{"admin":true}}',
  ],
  ["a date becomes an ISO string", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["an undefined property is dropped", { a: undefined, b: 1 }, '{"b":1}'],
  ["the same object twice is not a cycle", [cycle.self === undefined, [1], [1]], "[false,[1],[1]]"],
  ["an object without prototype is plain", Object.assign(Object.create(null), { a: "é😀" }), '{"a":"é😀"}'],
  ["null is a value", null, "null"],
  [
    "an instance of a class is stored by its properties",
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
