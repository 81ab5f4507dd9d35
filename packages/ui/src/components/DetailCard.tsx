import { ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Card } from "./Card.tsx";
import { cx } from "./cx.ts";

/** A titled section of a page about one thing. */
export function DetailCard({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  const titleId = useId();
  return (
    <Card aria-labelledby={titleId} className="px-4 py-3.5">
      <div className="mb-2 flex min-h-7 items-center justify-between gap-3">
        <h2 id={titleId} className="text-sm font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </Card>
  );
}

/** A section that is closed until the user opens it. */
export function FoldedCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <details className="group px-4 py-2.5">
        <summary className="touch-target flex cursor-pointer list-none items-center gap-1.5 rounded-lg text-sm font-semibold [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-4 text-muted group-open:rotate-90" />
          <h2>{title}</h2>
        </summary>
        <div className="pt-2.5 pb-1">{children}</div>
      </details>
    </Card>
  );
}

/** A region that scrolls, also with the keyboard. */
export function ScrollArea({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with the keyboard
    <section tabIndex={0} aria-label={label} className={cx("overflow-auto", className)}>
      {children}
    </section>
  );
}
