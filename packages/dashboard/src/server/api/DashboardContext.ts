import type { QueueSchedules, QueueService, Workers } from "@package/queue";

/** The part of `QueueService` that the dashboard uses. */
export interface OperatedQueue extends Pick<QueueService, "listAudit"> {
  schedules: Pick<
    QueueSchedules<Workers>,
    | "list"
    | "read"
    | "listSlots"
    | "listLatestSlots"
    | "pause"
    | "resume"
    | "runNow"
    | "backfill"
    | "countSlots"
    | "delete"
  > & { preview(name: string, count?: number): Promise<Date[]> };
}

/** Who an operator is, and what they may do. */
export interface Authorization {
  /** The name of the operator in the audit log, 1 to 512 characters, for example an email address. */
  actor: string;
  /** Whether the operator may change the queue, not only look at it. Default: true. */
  canWrite?: boolean | undefined;
}

/** What every procedure gets of its request. */
export interface DashboardContext {
  queue: OperatedQueue;
  /** Null for a request that is not authorized. */
  operator: { actor: string; canWrite: boolean } | null;
  /** Why the request may not change something: it comes from a page of another site. Null if it does not. */
  foreignOrigin: string | null;
}
