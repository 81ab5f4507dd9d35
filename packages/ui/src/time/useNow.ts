import { QueueMonitorContext } from "@package/react";
import { createContext, useContext, useSyncExternalStore } from "react";
import { readClock, subscribeToClock } from "./clock.ts";

/** The server's time in ms, on a page that has no QueueMonitor. */
export const ServerClockContext = createContext<(() => number) | null>(null);

/** Returns a function for the server's time in ms. It never changes, and calling it re-renders nothing. */
export function useServerClock(): () => number {
  const ownClock = useContext(ServerClockContext);
  const monitor = useContext(QueueMonitorContext);
  return ownClock ?? monitor?.serverNow ?? Date.now;
}

/** Returns the server's time in ms, updated each second while the page is visible. */
export function useServerNow(): number {
  const serverNow = useServerClock();
  useSyncExternalStore(subscribeToClock, readClock);
  return serverNow();
}

/** Returns a text that depends on the server's time. The component renders again only when the text changes. */
export function useNowText(format: (nowMs: number) => string): string {
  const serverNow = useServerClock();
  return useSyncExternalStore(subscribeToClock, () => format(serverNow()));
}
