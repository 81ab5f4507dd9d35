import type { AddToQueueOptions } from "@package/queue";
import type { Random } from "../random.ts";

/** A kind of task, how often it is added, and with which options. */
export interface TaskType {
  weight: number;
  options?: (random: Random) => AddToQueueOptions;
}

/** There are few keys, so that tasks compete for them. */
const key = (random: Random) => `key-${random.between(1, 6)}`;

/** The types that the adders add. The workers do what their names say. */
export const taskTypes = {
  QUICK: { weight: 40 },
  ONCE: { weight: 6, options: () => ({ maxAttempts: 1 }) },
  SLOW: { weight: 8, options: () => ({ maxAttempts: 6 }) },
  LONG: { weight: 2, options: () => ({ maxAttempts: 8 }) },
  INVOICE: { weight: 2, options: () => ({ maxAttempts: 8 }) },
  FLAKY: { weight: 8, options: () => ({ maxAttempts: 6 }) },
  FAILING: { weight: 3, options: () => ({ maxAttempts: 2 }) },
  SNOOZING: { weight: 6, options: () => ({ maxAttempts: 5 }) },
  CANCELLABLE: { weight: 5 },
  KEYED: { weight: 8, options: (random) => ({ concurrencyKey: key(random), maxAttempts: 6 }) },
  UNIQUE: { weight: 8, options: (random) => ({ uniqueKey: key(random), maxAttempts: 6 }) },
  CRASHING: { weight: 0.4, options: () => ({ maxAttempts: 3 }) },
  POISON: { weight: 0.1, options: () => ({ maxAttempts: 2 }) },
  LIMITED: { weight: 4, options: () => ({ maxAttempts: 5 }) },
  CHATTY: { weight: 4, options: () => ({ maxAttempts: 6 }) },
  STUCK: { weight: 1, options: () => ({ maxAttempts: 2, timeoutMs: 700 }) },
  PARENT: { weight: 3, options: () => ({ maxAttempts: 6 }) },
  EXPIRING: {
    weight: 4,
    options: (random) => ({ startWithinMs: random.between(1, 300), maxAttempts: random.pick([1, 5]) }),
  },
  LATER: { weight: 4, options: (random) => ({ delayMs: random.between(200, 3_000), priority: random.between(-1, 3) }) },
} as const satisfies Record<string, TaskType>;

export type TaskTypeName = keyof typeof taskTypes;

/** Draws a type by weight. */
export function drawTaskType(random: Random): TaskTypeName {
  const entries = Object.entries(taskTypes) as [TaskTypeName, TaskType][];
  let left = random.next() * entries.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return "QUICK";
}

/** The options of a task of this type. */
export function drawOptions(type: TaskTypeName, random: Random): AddToQueueOptions {
  const { options }: TaskType = taskTypes[type];
  return options?.(random) ?? { maxAttempts: 5 };
}
