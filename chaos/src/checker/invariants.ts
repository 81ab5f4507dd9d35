/** What is checked, by the name under which it is reported. */
export const invariants = {
  I1: "no loss: every acknowledged task finishes",
  I2: "no invention: every row comes from one add, and no add creates two rows",
  I3: "one outcome: a task finishes once per add or manual retry, and COMPLETED is final",
  I4: "exclusive leases: one claim of a task at a time, and no rescue before its lease has expired",
  I5: "fencing: only the run that holds the claim records an outcome",
  I6: "claim count: rises by one with each claim",
  I7: "attempts: in range; they rise only with a claim, and fall only with a snooze, a release, refused data or the rescue of a run that had not begun",
  I8: "claimed runs: no run without a claim, and one run per claim",
  I9: "attribution: every further run has a cause, and every lost lease a fault; locks and references of the application are no faults",
  I10: "transitions: only legal changes of status",
  I11: "due times: no task starts before it is due",
  I12: "liveness: expired claims are rescued in time, those of locked rows after the lock",
  I13: "cancellation: a cancelled task neither starts nor completes",
  I14: "concurrency keys: one running task per key",
  I16: "schedules: each slot is recorded once and adds one task or has a reason not to, and an overlap that is to be skipped never happens",
  I17: "unique keys: one unfinished task per key, and a repeated add returns it",
  I18: "transactions: a task exists exactly if its transaction was committed",
  I19: "results: the stored result is that of the run that completed the task",
  I20: "conservation: statistics count each recorded outcome once, and each event reports something that happened, once",
  I22: "rows: well-formed at every moment",
  I23: "isolation: a row or key that the application locks delays no other outcome and no other add",
  I24: "last attempts: no task fails permanently because a process died before its last attempt had begun",
  I25: "expiry: a task expires only after its time and before its first run, and no task starts after its time",
} as const;

export type InvariantId = keyof typeof invariants;

/** Promises about features that the queue does not have. They are listed so that they do not pass as checked. */
export const unchecked = {
  I15: "rate budgets per provider: not implemented, only cooldowns (their waiting is part of I11)",
} as const;
