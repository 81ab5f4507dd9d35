import { explainError } from "@package/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api, type ListedSchedule } from "../api/api.ts";
import { useNotice } from "../shell/Notice.tsx";
import { useScheduleChange } from "./useScheduleChange.ts";

const PauseDialog = lazy(async () => ({ default: (await import("./PauseDialog.tsx")).PauseDialog }));

/** What both pages can do with a schedule. */
export interface ScheduleActions {
  pause(): void;
  resume(): void;
  runNow(): void;
  isBusy: boolean;
  /** The open dialog; to be rendered. */
  dialog: ReactNode;
}

/** Returns the actions of a schedule. A notice says what they did. */
export function useScheduleActions({ name }: Pick<ListedSchedule, "name">): ScheduleActions {
  const notify = useNotice();
  const [isPausing, setPausing] = useState(false);
  const resume = useScheduleChange(api.schedules.resume.mutate, () => notify(`Resumed ${name}.`));
  const run = useScheduleChange(api.schedules.runNow.mutate, ({ taskId }) =>
    notify(
      taskId === null
        ? `Added no task for ${name}: an earlier task is unfinished, and the overlap policy is skip.`
        : `Added task ${taskId} for ${name}.`,
    ),
  );
  const onError = (error: unknown) => notify(explainError(error).message);
  return {
    pause: () => setPausing(true),
    resume: () => resume.mutate({ name }, { onError }),
    runNow: () => run.mutate({ name }, { onError }),
    isBusy: resume.isPending || run.isPending,
    dialog: isPausing && (
      <Suspense>
        <PauseDialog name={name} onClose={() => setPausing(false)} />
      </Suspense>
    ),
  };
}
