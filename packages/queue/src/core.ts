import type { Database } from "./database/database.ts";
import type { QueueEventBus } from "./events.ts";
import type { QueueSettings } from "./options.ts";
import type { Announcer } from "./runner/Announcer.ts";
import type { BegunMarker } from "./runner/BegunMarker.ts";
import type { DueTimes } from "./runner/DueTimes.ts";
import type { Hints } from "./runner/Hints.ts";
import type { Journal } from "./runner/Journal.ts";
import type { LeaseKeeper } from "./runner/LeaseKeeper.ts";
import type { Settler } from "./runner/Settler.ts";
import type { TypePlaces } from "./runner/TypePlaces.ts";
import type { TaskAdder } from "./TaskAdder.ts";
import type { Workers } from "./workers/defineWorker.ts";

/** The parts of one service, as its methods and runners share them. */
export interface QueueCore {
  /** Identifies this service in leases and as a runner: host, process and a random part. */
  readonly holder: string;
  readonly database: Database;
  readonly settings: QueueSettings;
  readonly workers: Workers;
  readonly events: QueueEventBus;
  readonly leases: LeaseKeeper;
  readonly settler: Settler;
  readonly begunMarker: BegunMarker;
  readonly journal: Journal;
  readonly adder: TaskAdder;
  readonly announcer: Announcer;
  readonly hints: Hints;
  readonly dueTimes: DueTimes;
  readonly typePlaces: TypePlaces;
  /** Reports what failed in the background; it never throws. */
  readonly onError: (doing: string, error: unknown) => void;
}

/** The worker for a type, if this process has one. `__proto__` and the like are nobody's types. */
export function findWorker({ workers }: Pick<QueueCore, "workers">, type: string) {
  return Object.hasOwn(workers, type) ? workers[type] : undefined;
}
