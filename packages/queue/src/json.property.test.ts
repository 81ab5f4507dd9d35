import fc from "fast-check";
import { expect, test } from "vitest";
import { maxJsonBytes, toStorableJson } from "./json.ts";

/** JSON whose texts PostgreSQL can hold. */
const storable = fc
  .jsonValue({ stringUnit: "grapheme", maxDepth: 6 })
  .filter((value) => !JSON.stringify(value).includes("\\u0000"));

test("what JSON and PostgreSQL can hold comes back as it was", () => {
  fc.assert(
    fc.property(storable, (value) => {
      const outcome = toStorableJson(value);
      expect(outcome).toHaveProperty("json");
      // Through JSON once: -0 is 0 in every JSON.
      if ("json" in outcome) expect(JSON.parse(outcome.json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("anything at all is either JSON text that is valid and small enough, or issues with paths; it never throws", () => {
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

test("a bad value is refused with the path that leads to it, however deep it lies", () => {
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
