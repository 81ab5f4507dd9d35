/** A promise that a history breaks. */
export interface Violation {
  invariant: InvariantId;
  /** Undefined when no single task is to blame. */
  taskId?: string;
  message: string;
}

/** What is checked, by the name under which it is reported. */
export const invariants = {
  I1: "no loss: an acknowledged task ends",
  I2: "no invention: every row comes from one add, and no add makes two",
  I3: "single settlement: one end per generation, and COMPLETED is final",
  I4: "exclusive leases: no two claims of a task at a time, none taken back while its lease is alive",
  I5: "fencing: only the run that holds the claim settles it",
  I6: "claims are numbered one by one",
  I7: "attempts stay in range, rise only at a claim and fall only by a snooze, a release, a refusal or the rescue of what had not begun",
  I8: "no run without a claim, and one run per claim",
  I9: "attribution: every further start has a cause, and every lost lease a fault; a lock or reference of the application is none",
  I10: "only legal transitions",
  I11: "nothing starts before it is due",
  I12: "liveness: expired claims are taken back in time, locked ones after the lock",
  I13: "a cancelled task neither starts nor completes",
  I14: "one task per concurrency key at a time",
  I17: "one unfinished task per unique key, and repeated adds answer it",
  I18: "a task exists exactly if its transaction committed",
  I19: "the stored result is that of the winning run",
  I20: "conservation: statistics count each settlement once, events tell only of what happened, once",
  I22: "rows are well-formed at every instant",
  I23: "isolation: a locked row or key of the application keeps no other task from being recorded, and no other key from being added",
  I24: "no task ends by the death of a process in which its last attempt had not begun",
} as const;

export type InvariantId = keyof typeof invariants;

/** Promises of features that the queue does not have: named, so that nobody believes they were checked. */
export const unchecked = {
  I15: "rate budgets per provider: there are none, only cool-downs (their waiting is part of I11)",
  I16: "cron schedules: there are none",
} as const;
