import { cx } from "./cx.ts";

/** Placeholder for content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-pulse rounded-lg bg-sunken", className)} />;
}
