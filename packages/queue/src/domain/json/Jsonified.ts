/**
 * The type of a value after it was stored as JSON and read again. A `Date` is a string, a member that may be undefined may be
 * missing, and methods and members with symbol names are missing. A type that JSON does not change is unchanged.
 */
export type Jsonified<T> = Unless<IsSame<T, Stored<T>>, T, Stored<T>>;

/** Replaces a type that JSON cannot hold. A value with it is refused, so there is never a stored one. */
export interface NotJson {
  readonly "JSON cannot hold this: what has it is not stored": never;
}

/** Undefined and void. */
export type Nothing = ReturnType<() => void>;
export type JsonScalar = string | number | boolean | null;
type AnyFunction = (...args: never[]) => unknown;
/** Types that JSON cannot hold. Classes of the platform are recognised by their tag or by their methods. */
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

/** Keeps an explicit `| undefined`, for `exactOptionalPropertyTypes`. */
type Member<T> = Stored<T> | Extract<T, undefined>;

/** Names of required members that may be undefined. */
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
