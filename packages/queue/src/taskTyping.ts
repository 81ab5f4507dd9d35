import type { AddManyEntry } from "./types.ts";
import type { TaskInput, Workers } from "./workers/defineWorker.ts";

/** A type that the registry knows, a text whose value is not known, or, with explicit data, any. */
export type KnownType<TWorkers extends Workers, TType extends string, TData> = string extends TType
  ? unknown
  : TType extends keyof TWorkers
    ? unknown
    : [TData] extends [never]
      ? { "this registry has no worker of that type": TType }
      : unknown;

/** The data that a task of a type is added with: the worker's input, unless the caller names another. */
export type DataOf<TWorkers extends Workers, TType extends string, TData> = [TData] extends [never]
  ? TaskInput<TWorkers, TType>
  : NoInfer<TData>;

/** One entry of `addManyToQueue`, its data checked against its type. */
export type EntryOf<TWorkers extends Workers> = string extends keyof TWorkers
  ? AddManyEntry
  : { [TType in keyof TWorkers & string]: AddManyEntry<TType, TaskInput<TWorkers, TType>> }[keyof TWorkers & string];
