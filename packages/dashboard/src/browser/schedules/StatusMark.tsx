import { cx } from "@package/ui";
import { CircleCheck, CircleSlash, Flag, type LucideIcon, Pause, TriangleAlert, Unlink } from "lucide-react";
import type { ListedSchedule } from "../api/api.ts";

type Look = { label: string; icon: LucideIcon; style: string; title: string };

const looks: Readonly<Record<"active" | "paused" | "ended" | "orphaned", Look>> = {
  active: {
    label: "Active",
    icon: CircleCheck,
    style: "bg-completed-tint text-completed",
    title: "It has a next slot.",
  },
  paused: { label: "Paused", icon: Pause, style: "bg-retrying-tint text-retrying", title: "It adds no tasks." },
  ended: {
    label: "Ended",
    icon: Flag,
    style: "bg-cancelled-tint text-cancelled",
    title: "It has no further slots.",
  },
  orphaned: {
    label: "Orphaned",
    icon: Unlink,
    style: "bg-scheduled-tint text-scheduled",
    title: "No running code declares it any more. It goes on adding tasks while a runner knows its type.",
  },
};

/** The status of a schedule as a word with an icon, and a second mark if no running code declares it any more. */
export function StatusMark({ status, isOrphaned }: Pick<ListedSchedule, "status" | "isOrphaned">) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Mark look={looks[status]} />
      {isOrphaned && <Mark look={looks.orphaned} />}
    </span>
  );
}

function Mark({ look: { label, icon: Icon, style, title } }: { look: Look }) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
        style,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {label}
    </span>
  );
}

/** The icons and words of the outcomes of a slot. */
export const outcomes = {
  fired: { label: "Fired", icon: CircleCheck, text: "text-completed", bar: "bg-completed h-4", title: "added a task" },
  skipped: {
    label: "Skipped",
    icon: CircleSlash,
    text: "text-pending",
    bar: "border border-pending h-2.5",
    title: "an earlier task was unfinished",
  },
  missed: {
    label: "Missed",
    icon: TriangleAlert,
    text: "text-failed",
    bar: "bg-failed h-1.5",
    title: "no runner was alive in time",
  },
} as const;
