import { formatDue, formatExactTime, useNowText } from "@package/ui";
import type { ListedSchedule } from "../api/api.ts";
import { formatInZone, ownTimeZone } from "../time/zones.ts";

/** The next slot: how long until then, and the time in the schedule's zone. The title has the viewer's zone. Or why there is none. */
export function NextRun({ schedule: { nextAt, timeZone, pause } }: { schedule: ListedSchedule }) {
  if (nextAt === null)
    return (
      <span className="text-[0.8125rem] text-muted">
        {pause ? <PauseEnd until={pause.until} timeZone={timeZone} /> : "No next run"}
      </span>
    );
  const timeMs = Date.parse(nextAt);
  return (
    <time dateTime={nextAt} title={`${formatExactTime(timeMs)} in your zone, ${ownTimeZone}`} className="block">
      <Distance timeMs={timeMs} />
      <span className="block text-xs text-muted">{formatInZone(timeMs, timeZone)}</span>
    </time>
  );
}

/** "in 40 s", "in 12 min", "in 3 h", "in 5 d". */
export function Distance({ timeMs }: { timeMs: number }) {
  const text = useNowText((nowMs) => {
    const hours = Math.round((timeMs - nowMs) / 3_600_000);
    if (timeMs - nowMs < 3_600_000) return formatDue(timeMs, nowMs);
    return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} d`;
  });
  return <span className="block text-sm tabular-nums">{text}</span>;
}

function PauseEnd({ until, timeZone }: { until: string | null; timeZone: string }) {
  return (
    <>{until === null ? "Paused until it is resumed" : `Paused until ${formatInZone(Date.parse(until), timeZone)}`}</>
  );
}
