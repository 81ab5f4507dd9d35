/** A task to add, checked and complete. */
export interface NewTask {
  id: string;
  type: string;
  /** JSON text. */
  data: string;
  maxAttempts: number;
  priority: number;
  /** ISO time. */
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
}
