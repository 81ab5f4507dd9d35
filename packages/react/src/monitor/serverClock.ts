/** The server's time, independent of this machine's clock. */
export interface ServerClock {
  /** Sets the time from a response, ISO 8601. */
  set(serverTime: string): void;
  /** Returns milliseconds since 1970 by the server's clock; by this machine's until the first response. */
  now(): number;
}

/** Smaller differences come from network delay; following them would make relative times jump. */
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
