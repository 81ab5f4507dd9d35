import type { TaskKind } from "../../tasks/taskKindOf.ts";
import { cx } from "./cx.ts";
import { kindLook } from "./kindLook.ts";

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
