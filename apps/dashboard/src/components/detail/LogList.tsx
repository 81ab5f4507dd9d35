import type { TaskDetail } from "@package/api";
import { cx } from "../ui/cx.ts";
import { DetailCard, ScrollArea } from "./DetailCard.tsx";

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

const levelColours: Readonly<Record<string, string>> = {
  warn: "text-retrying",
  error: "text-failed",
  info: "text-processing",
};

/** What the worker wrote about the task. */
export function LogList({ task }: { task: TaskDetail }) {
  if (task.logs.length === 0) return null;
  return (
    <DetailCard title="Log">
      <ScrollArea label="Log lines" className="max-h-80 rounded-xl bg-sunken">
        <ol className="p-3.5 font-mono text-[0.8125rem] leading-relaxed">
          {task.logs.map((line) => (
            <li key={line.id} className="flex gap-2.5 break-words">
              <time dateTime={line.createdAt} className="shrink-0 text-muted">
                {clock.format(Date.parse(line.createdAt))}
              </time>
              <span className={cx("w-10 shrink-0 uppercase", levelColours[line.level] ?? "text-muted")}>
                {line.level}
              </span>
              <span className="min-w-0 whitespace-pre-wrap">
                {line.message}
                {hasFields(line.fields) && <span className="text-muted"> {JSON.stringify(line.fields)}</span>}
              </span>
            </li>
          ))}
        </ol>
      </ScrollArea>
    </DetailCard>
  );
}

function hasFields(fields: unknown): boolean {
  return typeof fields === "object" && fields !== null && Object.keys(fields).length > 0;
}
