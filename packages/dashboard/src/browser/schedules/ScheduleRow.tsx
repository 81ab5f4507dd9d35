import { IconButton } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Pause, Play, StepForward } from "lucide-react";
import { memo } from "react";
import type { ListedSchedule } from "../api/api.ts";
import { NextRun } from "./NextRun.tsx";
import { SlotStrip } from "./OutcomeMark.tsx";
import { StatusMark } from "./StatusMark.tsx";
import { useScheduleActions } from "./useScheduleActions.tsx";

const cell = "lg:px-3 lg:py-1.5 lg:align-middle";

/** One schedule of the list. */
export const ScheduleRow = memo(function ScheduleRow({
  schedule,
  canWrite,
}: {
  schedule: ListedSchedule;
  canWrite: boolean;
}) {
  const { name, type, words, cron, timeZone, runs, unfinished } = schedule;
  return (
    <tr data-schedule={name} className="border-b border-line last:border-0 hover:bg-page">
      <td className={`${cell} min-w-0 lg:pl-4`}>
        <Link
          to="/schedules/$name"
          params={{ name }}
          className="touch-target block rounded text-sm font-medium break-words hover:underline lg:inline"
        >
          {name}
        </Link>
        <span className="block font-mono text-xs text-muted">{type}</span>
      </td>
      <td className={`${cell} max-lg:justify-self-end`}>
        <StatusMark status={schedule.status} isOrphaned={schedule.isOrphaned} />
      </td>
      <td className={`${cell} max-lg:col-span-2`} title={cron ?? undefined}>
        <span className="block text-[0.8125rem]">{words}</span>
        {cron !== null && <span className="block text-xs text-muted">{timeZone}</span>}
      </td>
      <td className={`${cell} whitespace-nowrap max-lg:col-span-2`}>
        <NextRun schedule={schedule} />
      </td>
      <td className={`${cell} max-lg:col-span-2`}>
        <SlotStrip slots={schedule.latestSlots} timeZone={timeZone} />
      </td>
      <td className={`${cell} text-[0.8125rem] whitespace-nowrap tabular-nums lg:text-right`}>
        {runs.toLocaleString("en")}
        <span className="text-muted lg:sr-only"> runs</span>
        {unfinished > 0 && <span className="text-muted max-lg:ml-2 lg:block">{unfinished} unfinished</span>}
      </td>
      <td className={`${cell} max-lg:justify-self-end lg:pr-3`}>{canWrite && <RowActions schedule={schedule} />}</td>
    </tr>
  );
});

function RowActions({ schedule }: { schedule: ListedSchedule }) {
  const { name, status } = schedule;
  const actions = useScheduleActions(schedule);
  return (
    <span className="flex justify-end">
      <IconButton
        label={`Run ${name} now`}
        icon={<StepForward aria-hidden className="size-4" />}
        disabled={actions.isBusy}
        onClick={actions.runNow}
      />
      {status === "paused" ? (
        <IconButton
          label={`Resume ${name}`}
          icon={<Play aria-hidden className="size-4" />}
          disabled={actions.isBusy}
          onClick={actions.resume}
        />
      ) : status === "active" ? (
        <IconButton label={`Pause ${name}`} icon={<Pause aria-hidden className="size-4" />} onClick={actions.pause} />
      ) : null}
      {actions.dialog}
    </span>
  );
}
