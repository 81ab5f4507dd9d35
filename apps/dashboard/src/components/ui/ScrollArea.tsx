import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A region that scrolls, also with the keyboard. */
export function ScrollArea({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with the keyboard
    <section tabIndex={0} aria-label={label} className={cx("overflow-auto", className)}>
      {children}
    </section>
  );
}
