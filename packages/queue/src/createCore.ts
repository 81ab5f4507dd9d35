import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { QueueCore } from "./core.ts";
import type { Database } from "./database/database.ts";
import { QueueEventBus } from "./events.ts";
import type { QueueSettings } from "./options.ts";
import { Announcer } from "./runner/Announcer.ts";
import { BegunMarker } from "./runner/BegunMarker.ts";
import { createErrorReporter } from "./runner/createErrorReporter.ts";
import { DueTimes } from "./runner/DueTimes.ts";
import { Hints } from "./runner/Hints.ts";
import { Journal } from "./runner/Journal.ts";
import { LeaseKeeper } from "./runner/LeaseKeeper.ts";
import { Settler } from "./runner/Settler.ts";
import { TypePlaces } from "./runner/TypePlaces.ts";
import { sayDue } from "./sql/notify.ts";
import { TaskAdder } from "./TaskAdder.ts";
import type { Workers } from "./workers/defineWorker.ts";

export interface CoreParts {
  database: Database;
  /** Where heartbeats go; undefined means `database`. */
  leaseDatabase: Database | undefined;
  /** Where to listen for hints; undefined means nowhere. */
  connectionString: string | undefined;
  settings: QueueSettings;
  workers: Workers;
}

/** Wires the parts of a service. Nothing is connected or started yet. */
export function createCore({ database, leaseDatabase, connectionString, settings, workers }: CoreParts): QueueCore {
  const events = new QueueEventBus(settings.logger);
  const onError = createErrorReporter(settings.logger, events);
  const holder = `${hostname().slice(0, 64)}:${process.pid}:${randomBytes(4).toString("hex")}`;
  const hints = new Hints({ database, connectionString, isEnabled: settings.hints });
  const dueTimes = new DueTimes((type) => hints.tell(sayDue(type)));
  const announcer = new Announcer(hints, dueTimes);
  return {
    holder,
    database,
    settings,
    workers,
    events,
    hints,
    dueTimes,
    typePlaces: new TypePlaces(workers),
    leases: new LeaseKeeper({
      database: leaseDatabase ?? database,
      leaseMs: settings.leaseMs,
      heartbeatMs: settings.heartbeatMs,
      onError: (error) => onError("extending leases", error),
    }),
    settler: new Settler({ database, holder, onError: (error) => onError("recording outcomes", error) }),
    begunMarker: new BegunMarker(database, (error) => onError("beginning tasks", error)),
    journal: new Journal(database, (error) => onError("writing progress and logs", error)),
    adder: new TaskAdder(database, announcer),
    announcer,
    onError,
  };
}
