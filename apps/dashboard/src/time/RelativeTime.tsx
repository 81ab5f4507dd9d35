import { useEffect, useState } from "react";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { formatRelativeTime } from "./formatTime.ts";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A time relative to the server's clock; the exact time is its tooltip. */
export function RelativeTime({ iso, className }: { iso: string; className?: string }) {
  const now = useServerNow();
  const timeMs = Date.parse(iso);
  return (
    <time dateTime={iso} title={exact.format(timeMs)} className={className}>
      {formatRelativeTime(timeMs, now)}
    </time>
  );
}

/** Returns the server's time in ms, updated every `intervalMs`. */
export function useServerNow(intervalMs: number = 1_000): number {
  const { serverNow } = useQueueMonitor();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), intervalMs);
    return () => clearInterval(timer);
  }, [serverNow, intervalMs]);
  return now;
}
