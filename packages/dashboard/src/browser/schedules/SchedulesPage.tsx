import { statusOf } from "@package/react";
import { Button, Card, EmptyState, ErrorCard, fieldStyle, PageTitle, Skeleton } from "@package/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CalendarClock, SearchX } from "lucide-react";
import { api } from "../api/api.ts";
import { polling } from "../api/polling.ts";
import { useOperator } from "../api/useOperator.ts";
import { StaleNote } from "../shell/StaleNote.tsx";
import { setServerTime } from "../time/serverClock.ts";
import { ScheduleRow } from "./ScheduleRow.tsx";

/** All schedules of the queue. */
export function SchedulesPage() {
  const { q = "" } = useSearch({ from: "/" });
  const navigate = useNavigate();
  const operator = useOperator();
  const list = useInfiniteQuery({
    queryKey: ["schedules", "list"],
    queryFn: async ({ pageParam }) => {
      const page = await api.schedules.list.query({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) });
      setServerTime(page.now);
      return { items: page.items, nextCursor: page.nextCursor };
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...polling,
  });
  const { data, error } = list;
  const all = data?.pages.flatMap(({ items }) => items) ?? [];
  const wanted = q.trim().toLowerCase();
  const shown = all.filter(({ name, type }) => `${name} ${type}`.toLowerCase().includes(wanted));
  const isRefused = statusOf(error) === 401 || statusOf(error) === 403;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <PageTitle title="Schedules" />
        <input
          type="search"
          aria-label="Filter schedules by name or type"
          placeholder="Filter by name or type"
          className={`${fieldStyle} sm:max-w-72`}
          value={q}
          onChange={(event) => {
            const text = event.target.value;
            void navigate({ to: "/", search: text === "" ? {} : { q: text }, replace: true });
          }}
        />
      </div>
      {data && !isRefused && <StaleNote error={error} updatedAtMs={list.dataUpdatedAt} />}
      {error && (!data || isRefused) ? (
        <ErrorCard title="The schedules could not be loaded" error={error} onRetry={() => void list.refetch()} />
      ) : (
        <Card className="overflow-hidden">
          {!data ? (
            <ListSkeleton />
          ) : all.length === 0 ? (
            <EmptyState icon={CalendarClock} title="No schedules yet">
              <p>
                Declare them with the option <code>schedules</code> of your QueueService, or create one with{" "}
                <code>queue.schedules.upsert</code>.
              </p>
            </EmptyState>
          ) : shown.length === 0 ? (
            <EmptyState icon={SearchX} title={`No schedule matches “${q}”`}>
              <Button size="small" className="mt-3" onClick={() => void navigate({ to: "/", search: {} })}>
                Clear filter
              </Button>
            </EmptyState>
          ) : (
            <table className="rows-as-cards w-full border-collapse text-left">
              <Head />
              <tbody>
                {shown.map((schedule) => (
                  <ScheduleRow key={schedule.name} schedule={schedule} canWrite={operator?.canWrite ?? false} />
                ))}
              </tbody>
            </table>
          )}
        </Card>
      )}
      {list.hasNextPage && (
        <p className="mt-4 flex flex-wrap items-center justify-center gap-3 text-sm text-muted">
          {`The first ${all.length} schedules are ${q === "" ? "shown" : "searched"}.`}
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        </p>
      )}
    </>
  );
}

function Head() {
  const style = "px-3 py-2 font-medium";
  return (
    <thead className="border-b border-line bg-sunken text-xs text-muted">
      <tr>
        <th className={`${style} pl-4`}>Schedule</th>
        <th className={style}>Status</th>
        <th className={style}>When</th>
        <th className={style}>Next run</th>
        <th className={style}>Latest slots</th>
        <th className={`${style} text-right`}>Runs</th>
        <th className={style}>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

/** Placeholder rows. They appear after 150 ms, so that a fast response shows none. */
function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading schedules" className="appear-late divide-y divide-line">
      {["w-40", "w-56", "w-32", "w-48"].map((width) => (
        <div key={width} className="flex h-14 items-center gap-6 px-4">
          <Skeleton className={`h-3.5 ${width}`} />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="ml-auto h-3.5 w-24" />
        </div>
      ))}
    </div>
  );
}
