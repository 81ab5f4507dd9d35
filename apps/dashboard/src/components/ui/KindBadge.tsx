import { cx } from "@package/ui";
import {
  Ban,
  CalendarClock,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
} from "lucide-react";
import type { TaskState } from "../../tasks/taskStateOf.ts";

/** The state of a task as a tinted badge. */
export function KindBadge({ kind, className }: { kind: TaskState; className?: string }) {
  return (
    <span
      className={cx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
        kindLook[kind].badge,
        className,
      )}
    >
      <KindIcon kind={kind} className="size-3.5" />
      {kindLook[kind].label}
    </span>
  );
}

/** The state of a task as icon and word, for a column of them. */
export function KindMark({ kind, className }: { kind: TaskState; className?: string }) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 text-[0.8125rem] whitespace-nowrap font-medium",
        kindLook[kind].text,
        className,
      )}
    >
      <KindIcon kind={kind} className="size-4" />
      {kindLook[kind].shortLabel ?? kindLook[kind].label}
    </span>
  );
}

function KindIcon({ kind, className }: { kind: TaskState; className: string }) {
  const { icon: Icon, isSpinning } = kindLook[kind];
  return <Icon aria-hidden className={cx("shrink-0", className, isSpinning && "animate-spin")} />;
}

/** Label, icon and colours of a state. Colour never carries the meaning alone. */
export interface KindLook {
  label: string;
  /** For narrow columns. */
  shortLabel?: string;
  icon: LucideIcon;
  /** Text colour on its tint. */
  badge: string;
  text: string;
  /** Fill of a bar. */
  bar: string;
  isSpinning?: true;
}

export const kindLook: Readonly<Record<TaskState, KindLook>> = {
  pending: {
    label: "Waiting",
    icon: CircleDashed,
    badge: "bg-pending-tint text-pending",
    text: "text-pending",
    bar: "bg-pending",
  },
  scheduled: {
    label: "Scheduled",
    icon: CalendarClock,
    badge: "bg-scheduled-tint text-scheduled",
    text: "text-scheduled",
    bar: "bg-scheduled",
  },
  retrying: {
    label: "Will retry",
    icon: RotateCw,
    badge: "bg-retrying-tint text-retrying",
    text: "text-retrying",
    bar: "bg-retrying",
  },
  processing: {
    label: "Processing",
    icon: LoaderCircle,
    badge: "bg-processing-tint text-processing",
    text: "text-processing",
    bar: "bg-processing",
    isSpinning: true,
  },
  completed: {
    label: "Completed",
    icon: CircleCheck,
    badge: "bg-completed-tint text-completed",
    text: "text-completed",
    bar: "bg-completed",
  },
  failed: {
    label: "Failed permanently",
    shortLabel: "Failed",
    icon: CircleAlert,
    badge: "bg-failed-tint text-failed",
    text: "text-failed",
    bar: "bg-failed",
  },
  cancelled: {
    label: "Cancelled",
    icon: Ban,
    badge: "bg-cancelled-tint text-cancelled",
    text: "text-cancelled",
    bar: "bg-cancelled",
  },
};
