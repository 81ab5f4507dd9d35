import type { AddManyEntry } from "../domain/types.ts";
import type { TaskInput, Workers } from "./defineWorker.ts";

/** The task types of a registry; never if the compiler does not know them. */
export type ListedType<TWorkers extends Workers> = string extends keyof TWorkers ? never : keyof TWorkers & string;

/** A type whose data the compiler cannot check: a string that is not a literal, or any string if the registry is not known. */
export type UnlistedType<TWorkers extends Workers, TType extends string> = string extends TType | keyof TWorkers
  ? unknown
  : TType extends keyof TWorkers
    ? { "this is not the data, or not the options, of a task of type": TType }
    : { "this registry has no worker of that type": TType };

/** One entry of `addManyToQueue`, with data that matches its type. */
export type EntryOf<TWorkers extends Workers> = string extends keyof TWorkers
  ? AddManyEntry
  : { [TType in keyof TWorkers & string]: AddManyEntry<TType, TaskInput<TWorkers, TType>> }[keyof TWorkers & string];
