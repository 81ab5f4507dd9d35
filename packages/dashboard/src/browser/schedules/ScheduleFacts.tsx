import { DetailCard, FoldedCard, formatDuration, ScrollArea } from "@package/ui";
import type { ReactNode } from "react";
import type { ScheduleDetail } from "../api/api.ts";
import { formatLongInZone } from "../time/zones.ts";

const missedWords = {
  once: "One task for all missed slots",
  skip: "No task for missed slots",
  all: "A task for each missed slot",
};
const overlapWords = {
  skip: "Skip a slot while an earlier task is unfinished",
  allow: "Add a task at each slot",
};

/** The settings of a schedule, and the data and options of its tasks. */
export function ScheduleFacts({ schedule }: { schedule: ScheduleDetail }) {
  const { timeZone, startsAt, endsAt, maxRuns, splayMs, ownerId, release, cron } = schedule;
  const at = (iso: string) => formatLongInZone(Date.parse(iso), timeZone);
  return (
    <>
      <DetailCard title="Settings">
        <dl className="grid gap-x-8 gap-y-1.5 text-[0.8125rem] sm:grid-cols-2">
          {cron !== null && (
            <Fact label="Expression">
              <code>{cron}</code>
            </Fact>
          )}
          <Fact label="Time zone">{timeZone}</Fact>
          <Fact label="Overlap">{overlapWords[schedule.overlap]}</Fact>
          <Fact label="Missed">{missedWords[schedule.missed]}</Fact>
          {splayMs > 0 && <Fact label="Splay">Up to {formatDuration(splayMs)} after the slot</Fact>}
          <Fact label="Runs">
            {schedule.runs.toLocaleString("en")}
            {maxRuns !== null && ` of ${maxRuns.toLocaleString("en")}`}
          </Fact>
          <Fact label="Unfinished tasks">{schedule.unfinished}</Fact>
          {startsAt && <Fact label="Starts">{at(startsAt)}</Fact>}
          {endsAt && <Fact label="Ends">{at(endsAt)}</Fact>}
          {ownerId !== null && <Fact label="Owner">{ownerId}</Fact>}
          <Fact label="Declared by">{release === null ? "A call, not code" : `Release ${release}`}</Fact>
          <Fact label="Created">{at(schedule.createdAt)}</Fact>
          <Fact label="Changed">{at(schedule.updatedAt)}</Fact>
        </dl>
      </DetailCard>
      <FoldedCard title="Data and options of its tasks">
        <Json label="Data" value={schedule.data} />
        <Json label="Options" value={schedule.options} />
      </FoldedCard>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{label}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}

/** A value as JSON, in a region that scrolls. */
export function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <div className="mt-2 first:mt-0">
      <p className="text-xs font-medium text-muted">{label}</p>
      <ScrollArea label={`${label} as JSON`} className="mt-1 max-h-80 rounded-lg bg-sunken p-2.5">
        <pre className="font-mono text-xs leading-relaxed">{JSON.stringify(value ?? null, null, 2)}</pre>
      </ScrollArea>
    </div>
  );
}
