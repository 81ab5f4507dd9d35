"use client";

import { useRef } from "react";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { taskToasts } from "../toasts/taskToasts.ts";
import { type ToastsOptions, useAnnouncement, useToasts } from "../toasts/useToasts.ts";
import { ConnectionCard } from "./ConnectionCard.tsx";
import { MoreTasks } from "./MoreTasks.tsx";
import { TaskCard } from "./TaskCard.tsx";
import { TaskPill } from "./TaskPill.tsx";
import { type ToastActions, ToastActionsContext } from "./ToastActionsContext.ts";
import { useAvoidFields } from "./useAvoidFields.ts";
import { useHoldOnUse } from "./useHoldOnUse.ts";
import { useReservedSpace } from "./useReservedSpace.ts";
import { useToastKeys } from "./useToastKeys.ts";

export interface QueueToastsProps extends ToastsOptions {
  /** What the links and buttons do. */
  actions: ToastActions;
  /** How tasks without a toast are shown: "+3 more tasks", or as "3 running, 62 %" [default "count"]. */
  overflow?: "count" | "pill" | undefined;
}

/** Renders all toasts of the signed-in user's tasks. Use it once, near the root of the page. */
export function QueueToasts({ actions, overflow = "count", ...options }: QueueToastsProps) {
  const { toasts, moreCount, holdTime } = useToasts(options);
  const section = useRef<HTMLElement>(null);
  const hold = useHoldOnUse(section, holdTime, toasts);
  useToastKeys(section, toasts);
  useReservedSpace(section);
  useAvoidFields(section);
  return (
    <ToastActionsContext.Provider value={actions}>
      <section ref={section} aria-label="Task notifications" className="queue-toasts" {...hold}>
        <ConnectionCard />
        {overflow === "count" && moreCount > 0 && <MoreTasks count={moreCount} />}
        {toasts.length > 0 && (
          <ol className="queue-toast-list">
            {toasts.map((toast) => (
              <TaskCard key={toast.id} toast={toast} onDismiss={() => taskToasts.dismiss(toast.id)} />
            ))}
          </ol>
        )}
        {overflow === "pill" && <OverflowPill actions={actions} shown={toasts.filter(isUnfinished).length} />}
      </section>
      <Announcements />
    </ToastActionsContext.Provider>
  );
}

const isUnfinished = ({ durationMs, kind }: { durationMs: number; kind: string }) =>
  durationMs === Number.POSITIVE_INFINITY && kind !== "failed";

/** The pill, unless the toasts show all active tasks. */
function OverflowPill({ actions, shown }: { actions: ToastActions; shown: number }) {
  const { counts } = useQueueMonitor();
  return counts.active > shown ? <TaskPill href={actions.listHref} onOpen={actions.viewList} /> : null;
}

/** Two live regions. They exist before their first text, because otherwise a screen reader would not read it. */
function Announcements() {
  const { polite, assertive } = useAnnouncement();
  return (
    <>
      <p role="status" className="queue-hidden" data-queue-announcement="polite">
        {polite}
      </p>
      <p role="alert" className="queue-hidden" data-queue-announcement="assertive">
        {assertive}
      </p>
    </>
  );
}
