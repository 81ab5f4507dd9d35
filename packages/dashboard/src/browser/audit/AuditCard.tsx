import { DetailCard, formatExactTime, RelativeTime } from "@package/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type AuditEntry, api } from "../api/api.ts";
import { polling } from "../api/polling.ts";
import { Json } from "../schedules/ScheduleFacts.tsx";
import { LoadOlder } from "../shell/LoadOlder.tsx";

const words: Readonly<Record<string, string>> = {
  create: "created it",
  update: "changed it",
  delete: "deleted it",
  pause: "paused it",
  resume: "resumed it",
  run: "ran it now",
  backfill: "backfilled it",
};

/** Who changed a schedule, when and why, newest first. */
export function AuditCard({ name }: { name: string }) {
  const list = useInfiniteQuery({
    queryKey: ["audit", name],
    queryFn: ({ pageParam }) => api.audit.list.query({ name, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...polling,
  });
  const entries = list.data?.pages.flatMap(({ items }) => items).filter(({ action }) => action.startsWith("schedule."));
  return (
    <DetailCard title="Changes">
      {entries?.length === 0 && <p className="text-sm text-muted">Nobody has changed it in the last 400 days.</p>}
      <ul className="divide-y divide-line text-sm">
        {entries?.map((entry) => (
          <Entry key={`${entry.at} ${entry.action}`} entry={entry} />
        ))}
      </ul>
      <LoadOlder what="changes" list={list} />
    </DetailCard>
  );
}

function Entry({ entry: { at, actor, action, reason, before, after } }: { entry: AuditEntry }) {
  const hasValues = (before ?? null) !== null || (after ?? null) !== null;
  return (
    <li className="py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 break-all font-medium">{actor}</span>
        {words[action.replace("schedule.", "")] ?? action}
        <span className="ml-auto text-[0.8125rem] text-muted" title={formatExactTime(Date.parse(at))}>
          <RelativeTime iso={at} />
        </span>
      </p>
      {reason !== null && <p className="text-muted break-words">Reason: {reason}</p>}
      {hasValues && (
        <details className="mt-0.5">
          <summary className="cursor-pointer text-[0.8125rem] text-muted">Values</summary>
          {(before ?? null) !== null && <Json label="Before" value={before} />}
          {(after ?? null) !== null && <Json label="After" value={after} />}
        </details>
      )}
    </li>
  );
}
