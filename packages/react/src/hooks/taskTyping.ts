import type { RegisteredWorkers, TaskData, Workers } from "@package/queue";
import type { TaskSummary } from "../monitor/taskSummary.ts";

/** The registry that `Register` names; any registry if it names none. */
type KnownWorkers = RegisteredWorkers extends Workers ? RegisteredWorkers : Workers;

/**
 * Data as a browser gets it: secrets are masked, and long values are cut. So each field may be missing, and may be a text
 * instead of its value.
 */
export type ShownData<TData> = unknown extends TData
  ? unknown
  : TData extends readonly (infer TElement)[]
    ? readonly ShownData<TElement>[] | string
    : TData extends object
      ? { readonly [TKey in keyof TData]?: ShownData<TData[TKey]> } | string
      : TData | string;

/** A task of a type, as a browser gets it. */
export type ShownTask<TType extends string> = Omit<TaskSummary, "type" | "data"> & {
  readonly type: TType;
  readonly data?: ShownData<TaskData<KnownWorkers, TType>>;
};
