import type { TaskDetail } from "@package/api";
import { CopyButton, FoldedCard, formatExactTime } from "@package/ui";
import type { ReactNode } from "react";

/** The properties of a task that a developer asks for, one per line. */
export function TechnicalDetails({ task }: { task: TaskDetail }) {
  return (
    <FoldedCard title="Technical details">
      <dl className="grid gap-x-8 gap-y-1.5 text-[0.8125rem] sm:grid-cols-2">
        <Fact label="ID">
          <span className="inline-flex max-w-full items-center gap-1">
            <span className="min-w-0 truncate font-mono text-xs">{task.id}</span>
            <CopyButton text={task.id} label="Copy ID" />
          </span>
        </Fact>
        <Fact label="Type">
          <span className="font-mono text-xs">{task.type}</span>
        </Fact>
        <Fact label="Attempts">
          {task.attempts} of {task.maxAttempts}
        </Fact>
        <Fact label="Priority">{task.priority}</Fact>
        {task.reference && (
          <Fact label={task.reference.type}>
            <span className="break-all">{task.reference.id}</span>
          </Fact>
        )}
        {task.tags.length > 0 && <Fact label="Tags">{task.tags.join(", ")}</Fact>}
        <TimeFact label="Added" iso={task.createdAt} />
        {task.finishedAt === null && <TimeFact label="Due" iso={task.scheduledFor} />}
        <TimeFact label={task.attempts > 1 ? "Last started" : "Started"} iso={task.startedAt} />
        <TimeFact label="Finished" iso={task.finishedAt} />
      </dl>
    </FoldedCard>
  );
}

function TimeFact({ label, iso }: { label: string; iso: string | null }) {
  if (iso === null) return null;
  return (
    <Fact label={label}>
      <time dateTime={iso}>{formatExactTime(Date.parse(iso))}</time>
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{label}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
