import { Ban, CircleAlert, CircleCheck, CircleDashed, LoaderCircle, type LucideIcon, RotateCw } from "lucide-react";
import type { TaskKind } from "../../tasks/taskKindOf.ts";
import { cx } from "./cx.ts";

export function KindBadge({ kind, className }: { kind: TaskKind; className?: string }) {
  const { label, icon: Icon, badge, isSpinning } = kindLook[kind];
  return (
    <span
      className={cx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
        badge,
        className,
      )}
    >
      <Icon aria-hidden className={cx("size-3.5", isSpinning && "animate-spin")} />
      {label}
    </span>
  );
}

/** Label, icon and colours of a kind of task. Colour never carries the meaning alone. */
export interface KindLook {
  label: string;
  icon: LucideIcon;
  /** Text colour on its tint. */
  badge: string;
  text: string;
  isSpinning?: true;
}

export const kindLook: Readonly<Record<TaskKind, KindLook>> = {
  pending: { label: "Waiting", icon: CircleDashed, badge: "bg-pending-tint text-pending", text: "text-pending" },
  retrying: { label: "Will retry", icon: RotateCw, badge: "bg-retrying-tint text-retrying", text: "text-retrying" },
  processing: {
    label: "Processing",
    icon: LoaderCircle,
    badge: "bg-processing-tint text-processing",
    text: "text-processing",
    isSpinning: true,
  },
  completed: {
    label: "Completed",
    icon: CircleCheck,
    badge: "bg-completed-tint text-completed",
    text: "text-completed",
  },
  failed: { label: "Failed permanently", icon: CircleAlert, badge: "bg-failed-tint text-failed", text: "text-failed" },
  cancelled: { label: "Cancelled", icon: Ban, badge: "bg-cancelled-tint text-cancelled", text: "text-cancelled" },
};
