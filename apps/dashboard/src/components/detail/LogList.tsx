import type { TaskDetail } from "@package/api";
import { cx, DetailCard, formatExactTime, ScrollArea } from "@package/ui";
import { useLayoutEffect, useRef } from "react";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const levelColours: Readonly<Record<string, string>> = {
  warn: "text-retrying",
  error: "text-failed",
  info: "text-processing",
};

/** What the worker wrote about the task. It follows new lines while its end is in view. */
export function LogList({ task }: { task: TaskDetail }) {
  const end = useRef<HTMLLIElement>(null);
  const lines = task.logs;
  const last = lines.at(-1)?.id;
  const wasAtEnd = useRef(true);
  useLayoutEffect(() => {
    const area = end.current?.closest("section");
    if (last === undefined || !area) return;
    if (wasAtEnd.current) area.scrollTop = area.scrollHeight;
    const remember = () => {
      wasAtEnd.current = area.scrollHeight - area.scrollTop - area.clientHeight < 24;
    };
    area.addEventListener("scroll", remember, { passive: true });
    return () => area.removeEventListener("scroll", remember);
  }, [last]);
  if (lines.length === 0) return null;
  return (
    <DetailCard title="Log">
      <ScrollArea label="Log lines" className="max-h-72">
        <ol className="font-mono text-xs leading-relaxed">
          {lines.map((line, index) => (
            <li key={line.id} ref={index === lines.length - 1 ? end : undefined} className="flex gap-2.5">
              <time
                dateTime={line.createdAt}
                title={formatExactTime(Date.parse(line.createdAt))}
                className="shrink-0 text-muted"
              >
                {clock.format(Date.parse(line.createdAt))}
              </time>
              <span className={cx("w-9 shrink-0", levelColours[line.level] ?? "text-muted")}>{line.level}</span>
              <span className="min-w-0 break-words whitespace-pre-wrap">
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
