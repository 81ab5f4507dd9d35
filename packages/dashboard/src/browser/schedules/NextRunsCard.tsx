import { DetailCard, formatExactTime } from "@package/ui";
import { useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { api, type ScheduleDetail } from "../api/api.ts";
import { polling } from "../api/polling.ts";
import { findClockChange, formatLongInZone, ownTimeZone } from "../time/zones.ts";
import { Distance } from "./NextRun.tsx";

/** The next five slots in the schedule's zone, with a mark on days on which the clock changes there. */
export function NextRunsCard({ schedule: { name, status, timeZone, updatedAt } }: { schedule: ScheduleDetail }) {
  const { data } = useQuery({
    // Changed times have other slots at once.
    queryKey: ["schedules", "preview", name, updatedAt],
    queryFn: () => api.schedules.preview.query({ name }),
    placeholderData: (previous) => previous,
    ...polling,
  });
  return (
    <DetailCard title={status === "paused" ? "Next runs after the pause" : "Next runs"}>
      {data?.length === 0 && <p className="text-sm text-muted">It has ended: it has no further slots.</p>}
      <ol className="min-h-32 divide-y divide-line">
        {data?.map((slot) => (
          <NextRunRow key={slot} timeMs={Date.parse(slot)} timeZone={timeZone} />
        ))}
      </ol>
    </DetailCard>
  );
}

function NextRunRow({ timeMs, timeZone }: { timeMs: number; timeZone: string }) {
  const change = findClockChange(timeMs, timeZone);
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-1.5 text-sm">
      <time
        dateTime={new Date(timeMs).toISOString()}
        title={`${formatExactTime(timeMs)} in your zone, ${ownTimeZone}`}
        className="tabular-nums"
      >
        {formatLongInZone(timeMs, timeZone)}
      </time>
      {change && (
        <span className="inline-flex items-center gap-1 rounded-full bg-retrying-tint px-2 text-xs font-medium text-retrying">
          <Clock aria-hidden className="size-3.5" />
          Clock change that day: {change}
        </span>
      )}
      <span className="ml-auto text-muted">
        <Distance timeMs={timeMs} />
      </span>
    </li>
  );
}
