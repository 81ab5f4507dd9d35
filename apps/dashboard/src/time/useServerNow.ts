import { useEffect, useState } from "react";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";

/** The server's time in ms, brought up to date every `intervalMs`. */
export function useServerNow(intervalMs: number = 1_000): number {
  const { serverNow } = useQueueMonitor();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), intervalMs);
    return () => clearInterval(timer);
  }, [serverNow, intervalMs]);
  return now;
}
