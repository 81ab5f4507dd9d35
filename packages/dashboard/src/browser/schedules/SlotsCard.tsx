import { CopyButton, DetailCard, ErrorCard, formatExactTime } from "@package/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { polling } from "../api/polling.ts";
import { LoadOlder } from "../shell/LoadOlder.tsx";
import { formatWithOffset, ownTimeZone } from "../time/zones.ts";
import { OutcomeMark } from "./OutcomeMark.tsx";

/** The slots of a schedule that are over, newest first, a page at a time. */
export function SlotsCard({ name, timeZone }: { name: string; timeZone: string }) {
  const list = useInfiniteQuery({
    queryKey: ["schedules", "slots", name],
    queryFn: ({ pageParam }) =>
      api.schedules.slots.query({ name, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...polling,
  });
  const slots = list.data?.pages.flatMap(({ items }) => items);
  return (
    <DetailCard title="Slots">
      {list.error && !slots && <ErrorCard title="The slots could not be loaded" error={list.error} />}
      {slots?.length === 0 && (
        <p className="text-sm text-muted">None yet. Its first slot appears here once it is over.</p>
      )}
      {slots && slots.length > 0 && (
        <table className="w-full text-left text-[0.8125rem]">
          <thead className="text-xs text-muted">
            <tr>
              <th className="py-1 pr-3 font-medium">Slot</th>
              <th className="py-1 pr-3 font-medium">Outcome</th>
              <th className="py-1 font-medium">Task</th>
            </tr>
          </thead>
          <tbody>
            {slots.map(({ slot, outcome, taskId }) => (
              <tr key={slot} className="h-8 border-t border-line">
                <td className="py-1 pr-3 tabular-nums">
                  <time dateTime={slot} title={`${formatExactTime(Date.parse(slot))} in your zone, ${ownTimeZone}`}>
                    {formatWithOffset(Date.parse(slot), timeZone)}
                  </time>
                </td>
                <td className="py-1 pr-3">
                  <OutcomeMark outcome={outcome} />
                </td>
                <td className="max-w-0 min-w-16 py-1">
                  {taskId === null ? (
                    <span className="text-muted">None</span>
                  ) : (
                    <span className="flex items-center gap-1">
                      <span className="min-w-0 truncate font-mono text-xs">{taskId}</span>
                      <CopyButton text={taskId} label={`Copy ID ${taskId}`} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <LoadOlder what="slots" list={list} />
    </DetailCard>
  );
}
