/** Tells the server's time, whatever this machine's clock says. */
export interface ServerClock {
  /** Takes the time of an answer, ISO 8601. */
  set(serverTime: string): void;
  /** Milliseconds since 1970 by the server's clock; by this machine's until the first answer. */
  now(): number;
}

/** Differences below this are the network's delay, and following them would make every relative time jump about. */
const toleranceMs = 1_000;

export function createServerClock(): ServerClock {
  let offsetMs: number | undefined;
  return {
    set(serverTime) {
      const measuredMs = Date.parse(serverTime) - Date.now();
      if (Number.isNaN(measuredMs)) return;
      if (offsetMs === undefined || Math.abs(measuredMs - offsetMs) > toleranceMs) offsetMs = measuredMs;
    },
    now: () => Date.now() + (offsetMs ?? 0),
  };
}
