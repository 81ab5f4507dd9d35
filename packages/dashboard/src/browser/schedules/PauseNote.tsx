import { Pause, Unlink } from "lucide-react";
import type { ScheduleDetail } from "../api/api.ts";
import { formatLongInZone } from "../time/zones.ts";

/** Says by whom, why and until when a schedule is paused, and what it means that no running code declares it. */
export function PauseNote({ schedule: { pause, isOrphaned, timeZone, release } }: { schedule: ScheduleDetail }) {
  const at = (iso: string) => formatLongInZone(Date.parse(iso), timeZone);
  return (
    <>
      {pause && (
        <div className="flex gap-2.5 rounded-xl bg-retrying-tint px-3.5 py-2.5 text-sm text-retrying">
          <Pause aria-hidden className="mt-0.5 size-4 shrink-0" />
          <p className="min-w-0 break-words">
            Paused by {pause.actor ?? "an unknown actor"} on {at(pause.since)}
            {pause.until === null ? ", until somebody resumes it." : `, until ${at(pause.until)}.`}
            {pause.reason !== null && <span className="block">Reason: {pause.reason}</span>}
          </p>
        </div>
      )}
      {isOrphaned && (
        <div className="flex gap-2.5 rounded-xl bg-scheduled-tint px-3.5 py-2.5 text-sm text-scheduled">
          <Unlink aria-hidden className="mt-0.5 size-4 shrink-0" />
          <p className="min-w-0 break-words">
            Release “{release}” declared it, and no running code does any more. It goes on adding tasks while a runner
            knows its type. Delete it if you removed it from your code.
          </p>
        </div>
      )}
    </>
  );
}
