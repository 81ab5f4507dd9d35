import type { AddManyEntry, QueueTask } from "../domain/types.ts";
import type { TaskData, TaskInput, TaskResult, Workers } from "./defineWorker.ts";

/** The task types of a registry; never if the compiler does not know them. */
export type ListedType<TWorkers extends Workers> = string extends keyof TWorkers ? never : keyof TWorkers & string;

/** A type whose data the compiler cannot check: a string that is not a literal, or any string if the registry is not known. */
export type UnlistedType<TWorkers extends Workers, TType extends string> = string extends TType | keyof TWorkers
  ? unknown
  : { "the compiler knows the registry, so this overload takes no literal type": TType };

/** A task of a registry, with the types of its data and result: of any of the types. */
export type TaskOf<TWorkers extends Workers, TType extends string> = TType extends string
  ? string extends keyof TWorkers
    ? QueueTask
    : QueueTask<TaskData<TWorkers, TType>, TaskResult<TWorkers, TType>>
  : never;

/** One entry of `addManyToQueue`: of any of the types, with data that matches its type. */
type EntryOf<TWorkers extends Workers, TType extends string> = string extends keyof TWorkers
  ? AddManyEntry
  : TType extends string
    ? AddManyEntry<TType, TaskInput<TWorkers, TType>>
    : never;

/** The entries of `addManyToQueue`. The compiler infers the types from `type` alone, so it checks the rest as it is written. */
export type EntriesOf<TWorkers extends Workers, TTypes extends readonly string[]> = readonly [
  ...{ [TIndex in keyof TTypes]: { readonly type: TTypes[TIndex] } & EntryOf<TWorkers, TTypes[TIndex]> },
];

/** The tasks that `addManyToQueue` returns, in the order of the entries. */
export type TasksOf<TWorkers extends Workers, TTypes extends readonly string[]> = {
  -readonly [TIndex in keyof TTypes]: TaskOf<TWorkers, TTypes[TIndex]>;
};
