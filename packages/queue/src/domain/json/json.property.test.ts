import fc from "fast-check";
import { expect, test } from "vitest";
import { maxJsonBytes, toStorableJson } from "./json.ts";

/** JSON values whose strings PostgreSQL can hold. */
const storable = fc
  .jsonValue({ stringUnit: "grapheme", maxDepth: 6 })
  .filter((value) => !JSON.stringify(value).includes("\\u0000"));

test("a value that JSON and PostgreSQL can hold is unchanged after storing", () => {
  fc.assert(
    fc.property(storable, (value) => {
      const outcome = toStorableJson(value);
      expect(outcome).toHaveProperty("json");
      // Converted to JSON once, because -0 becomes 0 in JSON.
      if ("json" in outcome) expect(JSON.parse(outcome.json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("any value becomes valid JSON within the limit, or issues with paths; nothing throws", () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    maxDepth: 3,
    maxKeys: 6,
  });
  fc.assert(
    fc.property(anything, (value) => {
      const outcome = toStorableJson(value);
      if ("json" in outcome) {
        expect(Buffer.byteLength(outcome.json)).toBeLessThanOrEqual(maxJsonBytes);
        expect(outcome.json.isWellFormed()).toBe(true);
        expect(() => JSON.parse(outcome.json)).not.toThrow();
      } else {
        expect(outcome.issues.length).toBeGreaterThan(0);
        for (const { path, message } of outcome.issues) {
          expect(Array.isArray(path)).toBe(true);
          expect(message.length).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** A class with a private field, and a public property if `note` is given. */
class Sealed {
  readonly #secret: unknown;
  readonly note?: string;
  constructor(secret: unknown, note: string | undefined) {
    this.#secret = secret;
    if (note !== undefined) this.note = note;
  }
  reveal() {
    return this.#secret;
  }
}

const named = fc.dictionary(fc.constantFrom("a", "b", ""), fc.integer(), { maxKeys: 2 });
const odd = fc.oneof(
  fc
    .constantFrom<() => object>(
      () => new Headers({ a: "1" }),
      () => new URLSearchParams("a=1"),
      () => new Blob(["x"]),
      () => [1].values(),
      () => new Map([[1, 2]]),
      () => Promise.resolve(1),
      () => new Intl.NumberFormat("en"),
      () => new Error("x"),
      () => Object(Symbol("x")),
      () => [1, 2],
      () => Object("ab"),
      () => new Date(0),
    )
    .chain((make) => named.map((properties) => Object.assign(make(), properties))),
  fc
    .tuple(fc.jsonValue(), fc.option(fc.string(), { nil: undefined }))
    .map(([secret, note]) => new Sealed(secret, note)),
  named.chain((properties) => fc.integer().map((held) => ({ ...properties, [Symbol("odd")]: held }))),
);

/** Returns the paths at which the JSON of a value lacks a property, or contents that are not properties. */
function findLoss(value: unknown, stored: unknown, path = "data"): string | undefined {
  if (value === null || typeof value !== "object")
    return Object.is(value, stored) || value === stored ? undefined : path;
  if ("toJSON" in value && typeof value.toJSON === "function")
    return findLoss({ answer: value.toJSON() }, { answer: stored }, path);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    const extra = Object.keys(value).length > (value instanceof String ? value.length : 0);
    return extra || value.valueOf() !== stored ? path : undefined;
  }
  if (typeof stored !== "object" || stored === null || Array.isArray(value) !== Array.isArray(stored)) return path;
  const keys = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  const prototype = Object.getPrototypeOf(value);
  if (keys.length === 0 && !Array.isArray(value) && prototype !== null && prototype !== Object.prototype) return path;
  for (const key of keys) {
    const held = (value as Record<PropertyKey, unknown>)[key];
    if (held === undefined && !Array.isArray(value)) continue;
    if (!Object.hasOwn(stored, key)) return `${path}.${String(key)}`;
    const loss = findLoss(held, (stored as Record<PropertyKey, unknown>)[key], `${path}.${String(key)}`);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

test("an accepted value loses no property, and no object with contents becomes empty", () => {
  const anything = fc.anything({
    values: [fc.jsonValue({ maxDepth: 1 }), odd],
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 2,
    maxKeys: 4,
  });
  fc.assert(
    fc.property(anything, (value) => {
      const outcome = toStorableJson(value);
      if ("json" in outcome) expect(findLoss(value, JSON.parse(outcome.json))).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});

test("a bad value is refused with its path at any depth", () => {
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== "__proto__" && text !== "toJSON");
  const bad = fc.constantFrom<unknown>(1n, Number.NaN, Infinity, () => {}, Symbol("x"), "a\0b", "\ud800", new Map());
  fc.assert(
    fc.property(fc.array(key, { maxLength: 20 }), bad, (path, value) => {
      const data = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      const outcome = toStorableJson(data);
      expect("issues" in outcome && outcome.issues[0]?.path).toEqual(path);
    }),
  );
});
