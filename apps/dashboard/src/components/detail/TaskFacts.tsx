import type { TaskDetail } from "@package/api";
import type { ReactNode } from "react";
import { formatDuration } from "../../time/formatTime.ts";
import { RelativeTime } from "../../time/RelativeTime.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { DetailCard } from "./DetailCard.tsx";

/** The properties of a task, one per line. */
export function TaskFacts({ task }: { task: TaskDetail }) {
  return (
    <DetailCard title="Details">
      <dl className="space-y-2.5 text-sm">
        <Fact label="Type">{task.type}</Fact>
        <Fact label="ID">
          <span className="inline-flex max-w-full items-center gap-1">
            <span className="min-w-0 truncate font-mono text-xs">{task.id}</span>
            <CopyButton text={task.id} label="Copy ID" />
          </span>
        </Fact>
        <Fact label="Attempts">
          {task.attempts} of {task.maxAttempts}
        </Fact>
        {task.priority !== 0 && <Fact label="Priority">{task.priority}</Fact>}
        {task.reference && (
          <Fact label={task.reference.type}>
            <span className="break-all">{task.reference.id}</span>
          </Fact>
        )}
        {task.tags.length > 0 && <Fact label="Tags">{task.tags.join(", ")}</Fact>}
        <Fact label="Added">
          <RelativeTime iso={task.createdAt} />
        </Fact>
        {task.scheduledFor && task.finishedAt === null && (
          <Fact label="Due">
            <RelativeTime iso={task.scheduledFor} />
          </Fact>
        )}
        {task.startedAt && (
          <Fact label={task.attempts > 1 ? "Last started" : "Started"}>
            <RelativeTime iso={task.startedAt} />
          </Fact>
        )}
        {task.finishedAt && (
          <Fact label="Finished">
            <RelativeTime iso={task.finishedAt} />
          </Fact>
        )}
        {task.finishedAt && task.startedAt && (
          <Fact label="Duration">{formatDuration(Date.parse(task.finishedAt) - Date.parse(task.startedAt))}</Fact>
        )}
      </dl>
    </DetailCard>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{label}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
