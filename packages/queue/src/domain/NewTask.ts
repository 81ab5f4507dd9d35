/** A task to add, validated and with all defaults. */
export interface NewTask {
  id: string;
  type: string;
  /** JSON. */
  data: string;
  maxAttempts: number;
  priority: number;
  /** Time in ISO format. */
  scheduledFor: string | null;
  delayMs: number | null;
  referenceId: string | null;
  referenceType: string | null;
  ownerId: string | null;
  uniqueKey: string | null;
  concurrencyKey: string | null;
  tags: readonly string[];
  timeoutMs: number | null;
  /** The `version` of the worker that checked the data. */
  workerVersion: string | null;
  /** JSON. */
  meta: string | null;
  startWithinMs: number | null;
}
