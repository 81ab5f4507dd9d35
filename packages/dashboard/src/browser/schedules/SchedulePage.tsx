import { statusOf } from "@package/react";
import { Button, ErrorCard, PageTitle, Skeleton } from "@package/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronLeft, History, Pause, Play, StepForward, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, type ScheduleDetail } from "../api/api.ts";
import { polling } from "../api/polling.ts";
import { useOperator } from "../api/useOperator.ts";
import { AuditCard } from "../audit/AuditCard.tsx";
import { NotFound } from "../routes/NotFound.tsx";
import { StaleNote } from "../shell/StaleNote.tsx";
import { setServerTime } from "../time/serverClock.ts";
import { BackfillDialog } from "./BackfillDialog.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { NextRunsCard } from "./NextRunsCard.tsx";
import { PauseNote } from "./PauseNote.tsx";
import { ScheduleFacts } from "./ScheduleFacts.tsx";
import { SlotsCard } from "./SlotsCard.tsx";
import { StatusMark } from "./StatusMark.tsx";
import { useScheduleActions } from "./useScheduleActions.tsx";

/** The page of one schedule. */
export function SchedulePage() {
  const { name } = useParams({ from: "/schedules/$name" });
  const operator = useOperator();
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ["schedules", "read", name],
    queryFn: async () => {
      const { schedule, now } = await api.schedules.read.query({ name });
      setServerTime(now);
      return schedule;
    },
    ...polling,
  });
  if (statusOf(error) === 404 || statusOf(error) === 400)
    return (
      <NotFound
        title="Schedule not found"
        hint={`There is no schedule “${name}”. It was deleted, or no runner has declared it yet.`}
      />
    );
  return (
    <div className="mx-auto max-w-5xl">
      <Link
        to="/"
        className="touch-target mb-2 -ml-1.5 inline-flex h-7 items-center gap-1 rounded-lg pr-2 pl-1 text-[0.8125rem] text-muted hover:text-ink"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Schedules
      </Link>
      {data ? (
        <>
          <StaleNote error={error} updatedAtMs={dataUpdatedAt} />
          <ScheduleView key={name} schedule={data} canWrite={operator?.canWrite ?? false} />
        </>
      ) : error ? (
        <ErrorCard title="The schedule could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading schedule" className="appear-late space-y-3">
          <Skeleton className="h-7 w-80 max-w-full" />
          <Skeleton className="h-40 rounded-2xl" />
        </div>
      )}
    </div>
  );
}

function ScheduleView({ schedule, canWrite }: { schedule: ScheduleDetail; canWrite: boolean }) {
  const { name, type, words, cron, timeZone } = schedule;
  return (
    <>
      <header className="mb-4 flex flex-col gap-3 sm:flex-row sm:items-start sm:justify-between">
        <div className="min-w-0">
          <PageTitle title={name} className="text-xl font-semibold tracking-tight break-words" />
          <p className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
            <StatusMark status={schedule.status} isOrphaned={schedule.isOrphaned} />
            <span>
              {words}
              {cron !== null && `, ${timeZone}`}
            </span>
            <span className="font-mono text-xs">{type}</span>
          </p>
        </div>
        {canWrite && <Actions schedule={schedule} />}
      </header>
      <div className="space-y-3">
        <PauseNote schedule={schedule} />
        <NextRunsCard schedule={schedule} />
        <SlotsCard name={name} timeZone={timeZone} />
        <ScheduleFacts schedule={schedule} />
        <AuditCard name={name} />
      </div>
    </>
  );
}

function Actions({ schedule }: { schedule: ScheduleDetail }) {
  const navigate = useNavigate();
  const actions = useScheduleActions(schedule);
  const [dialog, setDialog] = useState<"backfill" | "delete" | null>(null);
  const close = () => setDialog(null);
  const icon = "size-4 text-muted";
  return (
    <div className="flex shrink-0 flex-wrap gap-2">
      <Button disabled={actions.isBusy} onClick={actions.runNow}>
        <StepForward aria-hidden className={icon} />
        Run now
      </Button>
      {schedule.status === "paused" ? (
        <Button disabled={actions.isBusy} onClick={actions.resume}>
          <Play aria-hidden className={icon} />
          Resume
        </Button>
      ) : schedule.status === "active" ? (
        <Button onClick={actions.pause}>
          <Pause aria-hidden className={icon} />
          Pause
        </Button>
      ) : null}
      <Button onClick={() => setDialog("backfill")}>
        <History aria-hidden className={icon} />
        Backfill
      </Button>
      <Button tone="danger" onClick={() => setDialog("delete")}>
        <Trash2 aria-hidden className="size-4" />
        Delete
      </Button>
      {actions.dialog}
      {dialog === "backfill" && <BackfillDialog schedule={schedule} onClose={close} />}
      {dialog === "delete" && (
        <DeleteDialog schedule={schedule} onClose={close} onDeleted={() => void navigate({ to: "/" })} />
      )}
    </div>
  );
}
