/** Names that the queue's tables have. */
export const tableNames: readonly string[] = [
  ...["QueueTask", "QueueTaskAttempt", "QueueTaskLog", "QueueStatistic", "QueueRunner", "QueueProvider", "QueueGate"],
  ...["QueueSchedule", "QueueScheduleSlot", "QueueRelease", "QueueAudit"],
];
