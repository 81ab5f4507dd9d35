import type { Register } from "../domain/Register.ts";
import type { AddToQueueOptions } from "../domain/types.ts";
import type { InputOf } from "./taskInput.ts";

type WorkersOf<TRegister> = TRegister extends { workers: infer TWorkers extends object }
  ? TWorkers
  : Record<string, unknown>;

/** The workers that {@link Register} names; any if it names none. */
export type RegisteredWorkers = WorkersOf<Register>;

/**
 * The arguments of `context.addToQueue`: a registered type, its data, and options.
 *
 * A union of tuples, and no type parameter for the type: the compiler then knows what the call returns without its arguments.
 * Otherwise, a worker that returns the id of a task that it added would be a circle: its own type would depend on the registry.
 */
export type RegisteredTask = {
  [TType in keyof RegisteredWorkers & string]: [
    type: TType,
    data: InputOf<RegisteredWorkers[TType]>,
    options?: AddToQueueOptions | undefined,
  ];
}[keyof RegisteredWorkers & string];
