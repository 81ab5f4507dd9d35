/**
 * What a value is after it was stored as JSON and read again: a `Date` is its text, a member that may be undefined may be
 * missing, methods and members named by symbols are gone. A type that JSON does not change stays as it is.
 */
export type Jsonified<T> = Unless<IsSame<T, Stored<T>>, T, Stored<T>>;

/** In the place of what JSON cannot hold: a value that has it is refused, so there is never one that was stored. */
export interface NotJson {
  readonly "JSON cannot hold this: what has it is not stored": never;
}

/** Undefined, and what a function returns that returns nothing. */
export type Nothing = ReturnType<() => void>;
export type JsonScalar = string | number | boolean | null;
type AnyFunction = (...args: never[]) => unknown;
/** What JSON cannot hold. The classes of the platform are known by their tag, or else by methods of theirs. */
export type NeverJson =
  | bigint
  | symbol
  | AnyFunction
  | RegExp
  | { readonly [Symbol.toStringTag]: string }
  | { next: AnyFunction }
  | { getReader: AnyFunction }
  | { arrayBuffer: AnyFunction }
  | { append: AnyFunction; getAll: AnyFunction }
  | { append: AnyFunction; getSetCookie: AnyFunction };

type Stored<T> = unknown extends T
  ? T
  : T extends Nothing
    ? never
    : T extends JsonScalar
      ? T
      : T extends { toJSON(...key: never[]): infer TAnswer }
        ? Stored<TAnswer>
        : T extends NeverJson
          ? NotJson
          : T extends readonly unknown[]
            ? StoredList<T>
            : StoredObject<T>;

type StoredList<T extends readonly unknown[]> = number extends T["length"]
  ? T extends unknown[]
    ? Stored<T[number]>[]
    : readonly Stored<T[number]>[]
  : { [TIndex in keyof T]: Stored<T[TIndex]> };

type StoredObject<T> = Flat<
  { [TKey in keyof T as TKey extends DroppedKey<T> | LaxKey<T> ? never : TKey]: Member<T[TKey]> } & {
    [TKey in LaxKey<T>]?: Stored<T[TKey]>;
  }
>;

/** `| undefined` stays where it is written, for compilers that tell a member that is missing from one that is undefined. */
type Member<T> = Stored<T> | Extract<T, undefined>;

/** Names of members that have to be there and may be undefined. */
type LaxKey<T> = Exclude<
  {
    [TKey in keyof T]-?: undefined extends T[TKey] ? (T extends Record<TKey, T[TKey]> ? TKey : never) : never;
  }[keyof T],
  DroppedKey<T>
>;

type DroppedKey<T> = {
  [TKey in keyof T]-?: TKey extends symbol ? TKey : T[TKey] extends AnyFunction ? TKey : never;
}[keyof T];

type Flat<T> = { [TKey in keyof T]: T[TKey] };
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Unless<TIsSame, TGiven, TStored> = TIsSame extends true ? TGiven : TStored;
