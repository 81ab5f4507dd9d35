import type { JsonScalar, NeverJson, Nothing } from "./Jsonified.ts";

/**
 * The input of a schema if stored JSON can match all of it. Otherwise each part that JSON never matches is replaced by a message
 * that names an alternative. No value has the type of such a message, so the compiler shows it.
 */
export type ReadableInput<T> = [T] extends [never]
  ? T
  : [T] extends [Nothing]
    ? NeverMatches<"undefined is not JSON; use z.null() or leave the schema out">
    : Checked<T>;

type Checked<T> = unknown extends T
  ? T
  : T extends JsonScalar | Nothing
    ? T
    : T extends bigint
      ? NeverMatches<"z.bigint() never matches stored JSON; use z.coerce.bigint() and pass the number as a string">
      : T extends Date
        ? NeverMatches<"z.date() never matches stored JSON; use z.coerce.date() or z.iso.datetime()">
        : T extends ReadonlyMap<unknown, unknown>
          ? NeverMatches<"z.map() never matches stored JSON; use z.record()">
          : T extends ReadonlySet<unknown>
            ? NeverMatches<"z.set() never matches stored JSON; use z.array()">
            : T extends NeverJson | { toJSON: unknown }
              ? NeverMatches<"this never matches stored JSON; use a schema of strings, numbers, arrays or plain objects">
              : T extends readonly unknown[]
                ? CheckedList<T>
                : { [TKey in keyof T]: Checked<T[TKey]> };

type CheckedList<T extends readonly unknown[]> = number extends T["length"]
  ? T extends unknown[]
    ? ReadableInput<T[number]>[]
    : readonly ReadableInput<T[number]>[]
  : { [TIndex in keyof T]: ReadableInput<T[TIndex]> };

type NeverMatches<TMessage extends string> = { readonly [TKey in TMessage]: never };
