import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

type Props = Omit<ComponentProps<"button">, "children" | "aria-label" | "title"> & {
  /** Its accessible name and tooltip. */
  label: string;
  icon: ReactNode;
};

export function IconButton({ label, icon, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={cx(
        "touch-target inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors enabled:hover:bg-sunken enabled:hover:text-ink disabled:cursor-not-allowed disabled:opacity-50",
        className,
      )}
    >
      {icon}
    </button>
  );
}
