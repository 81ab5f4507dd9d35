import type { TaskAdder } from "./adding/TaskAdder.ts";
import type { Database } from "./database/database.ts";
import type { QueueEventBus } from "./domain/events.ts";
import type { ResolvedSchedule } from "./domain/schedules.ts";
import type { AddToQueueOptions, QueueTask } from "./domain/types.ts";
import type { BegunMarker } from "./holding/BegunMarker.ts";
import type { Claims } from "./holding/Claims.ts";
import type { LeaseKeeper } from "./holding/LeaseKeeper.ts";
import type { TypeSlots } from "./holding/TypeSlots.ts";
import type { ChangeNotifier } from "./notifying/ChangeNotifier.ts";
import type { DueTimes } from "./notifying/DueTimes.ts";
import type { NotificationScheduler } from "./notifying/NotificationScheduler.ts";
import type { Notifier } from "./notifying/Notifier.ts";
import type { ReportBuffer } from "./reporting/ReportBuffer.ts";
import type { SchemaCheck } from "./reporting/SchemaCheck.ts";
import type { Settler } from "./settling/Settler.ts";
import type { QueueSettings } from "./validation/options.ts";
import type { Workers } from "./workers/defineWorker.ts";
import type { Middleware } from "./workers/Middleware.ts";

/** The parts of one service that its methods and runners share. */
export interface QueueCore {
  /** Identifies this service as a lease owner and as a runner: host, process and a random part. */
  readonly holder: string;
  readonly database: Database;
  readonly settings: QueueSettings;
  readonly workers: Workers;
  readonly middleware: readonly Middleware[];
  /** Names the code of this process. Runners report it. */
  readonly release: string;
  /** A hash of what the code of this process declares. */
  readonly declared: string;
  /** The schedules that the code of this process declares. Rejects if one is invalid. */
  readonly readDeclared: () => Promise<readonly ResolvedSchedule[]>;
  readonly events: QueueEventBus;
  readonly leases: LeaseKeeper;
  /** The claims of `processJob` and `retryFailedQueueTasks`. Each runner has its own {@link Claims}. */
  readonly calls: Claims;
  readonly settler: Settler;
  readonly begunMarker: BegunMarker;
  readonly reports: ReportBuffer;
  readonly adder: TaskAdder;
  readonly notifications: NotificationScheduler;
  /** Tells other processes whose tasks this process has changed. */
  readonly changes: ChangeNotifier;
  readonly notifier: Notifier;
  readonly dueTimes: DueTimes;
  readonly typeSlots: TypeSlots;
  readonly schemaCheck: SchemaCheck;
  /** `QueueService.addToQueue`, for workers. */
  readonly addToQueue: (type: string, data: unknown, options: AddToQueueOptions) => Promise<QueueTask>;
  /** Reports a failure of background work. `doing` is a verb phrase such as "extend leases". Never throws. */
  readonly onError: (doing: string, error: unknown) => void;
}

/** Returns the worker for a type, if this process has one. An inherited name such as `__proto__` is not a type. */
export function findWorker({ workers }: Pick<QueueCore, "workers">, type: string) {
  return Object.hasOwn(workers, type) ? workers[type] : undefined;
}
