import type { QueueCore } from "../core.ts";
import type { ReportBuffer } from "../reporting/ReportBuffer.ts";

/** The parts of a service that the call of a worker uses. */
export interface CallCore extends Pick<QueueCore, "settings" | "middleware" | "database" | "addToQueue"> {
  readonly reports: Pick<ReportBuffer, "report" | "log">;
}
