import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { TaskAdder } from "./adding/TaskAdder.ts";
import type { QueueCore } from "./core.ts";
import type { Databases } from "./database/openDatabases.ts";
import { QueueEventBus } from "./domain/events.ts";
import { waitAtMost } from "./domain/waitAtMost.ts";
import { BegunMarker } from "./holding/BegunMarker.ts";
import { Claims } from "./holding/Claims.ts";
import { LeaseKeeper } from "./holding/LeaseKeeper.ts";
import { TypeSlots } from "./holding/TypeSlots.ts";
import { ChangeNotifier } from "./notifying/ChangeNotifier.ts";
import { DueTimes } from "./notifying/DueTimes.ts";
import { NotificationScheduler } from "./notifying/NotificationScheduler.ts";
import { Notifier } from "./notifying/Notifier.ts";
import { formatDue } from "./notifying/notify.ts";
import { createErrorReporter } from "./reporting/createErrorReporter.ts";
import { ReportBuffer } from "./reporting/ReportBuffer.ts";
import { SchemaCheck } from "./reporting/SchemaCheck.ts";
import { resolveSchedules } from "./schedules/resolveSchedule.ts";
import { Settler } from "./settling/Settler.ts";
import type { QueueSettings } from "./validation/options.ts";
import type { Workers } from "./workers/defineWorker.ts";
import { hashDeclarations } from "./workers/hashDeclarations.ts";

export interface CoreParts {
  databases: Pick<Databases, "main" | "leases">;
  /** URL of the database to listen on; undefined means not to listen. */
  connectionString: string | undefined;
  settings: QueueSettings;
  workers: Workers;
  addToQueue: QueueCore["addToQueue"];
}

/** Creates and connects the parts of a service. It opens no connection and starts no timer. */
export function createCore(parts: CoreParts): QueueCore {
  const { databases, connectionString, settings, workers, addToQueue } = parts;
  const database = databases.main;
  const schedules = resolveSchedules(settings.schedules, workers);
  const declared = hashDeclarations(workers, settings.schedules);
  const events = new QueueEventBus(settings.logger);
  const onError = createErrorReporter(settings.logger, events);
  const holder = `${hostname().slice(0, 64)}:${process.pid}:${randomBytes(4).toString("hex")}`;
  const notifier = new Notifier({ database, connectionString, isEnabled: settings.notify });
  const dueTimes = new DueTimes((type) => notifier.emit(formatDue(type)));
  const notifications = new NotificationScheduler(notifier, dueTimes);
  const changes = new ChangeNotifier(database, settings.notify);
  const leases = new LeaseKeeper({
    database: databases.leases,
    leaseMs: settings.leaseMs,
    heartbeatMs: settings.heartbeatMs,
    onError: (error) => onError("extend leases", error),
  });
  return {
    holder,
    database,
    settings,
    workers,
    middleware: settings.middleware,
    release: settings.release ?? declared,
    declared,
    readDeclared: () => Promise.all(schedules),
    events,
    notifier,
    dueTimes,
    typeSlots: new TypeSlots(workers),
    schemaCheck: new SchemaCheck(database, settings.logger),
    leases,
    calls: new Claims({ leases }),
    settler: new Settler({ database, holder, onError: (error) => onError("record outcomes", error) }),
    begunMarker: new BegunMarker(database, (error) => onError("mark tasks as started", error)),
    reports: new ReportBuffer(database, changes, (error) => onError("write progress and logs", error)),
    adder: new TaskAdder(database, notifications, changes),
    notifications,
    changes,
    addToQueue,
    onError,
  };
}

/** Sends what waits to be sent, and closes the parts. Each step takes at most this many milliseconds, in case the database is unreachable. */
export async function closeCore(core: QueueCore, limitMs: number): Promise<void> {
  const { adder, reports, settler, leases, notifier, changes } = core;
  await settler.close(limitMs);
  await waitAtMost([adder.close(), reports.flush(), leases.close(), notifier.close()], limitMs);
  await waitAtMost([changes.close()], limitMs);
}
