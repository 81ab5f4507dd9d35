import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

type Props = ComponentProps<"button"> & {
  tone?: "primary" | "plain" | "quiet" | "danger" | "link";
  size?: "small" | "normal";
  /** Shows a spinner and disables the button. */
  isBusy?: boolean;
};

export function Button({
  tone = "plain",
  size = "normal",
  isBusy = false,
  className,
  children,
  disabled,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={cx(buttonStyle(tone, size), className)}
    >
      {isBusy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

/** Class names of a button, also for links that look like one. */
export function buttonStyle(tone: NonNullable<Props["tone"]>, size: NonNullable<Props["size"]> = "normal"): string {
  return cx(
    "touch-target inline-flex items-center justify-center gap-1.5 rounded-lg font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60",
    size === "small" ? "h-7 px-2.5 text-[0.8125rem]" : "h-9 px-3.5 text-sm",
    tones[tone],
  );
}

const tones = {
  primary: "bg-accent text-accent-ink enabled:hover:bg-accent-hover",
  plain: "border border-line bg-surface text-ink enabled:hover:bg-sunken",
  quiet: "text-muted enabled:hover:bg-sunken enabled:hover:text-ink",
  link: "text-accent-text hover:bg-accent-soft",
  danger: "border border-line bg-surface text-failed enabled:hover:bg-failed-tint",
};
