import { type ReactNode, useId } from "react";
import { Card } from "../ui/Card.tsx";
import { cx } from "../ui/cx.ts";

/** A titled section of a task's page. */
export function DetailCard({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  const titleId = useId();
  return (
    <Card aria-labelledby={titleId} className="p-5">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 id={titleId} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </Card>
  );
}

/** A section that shows a value as JSON. */
export function JsonCard({ title, value }: { title: string; value: unknown }) {
  return (
    <DetailCard title={title}>
      <ScrollArea label={`${title} as JSON`} className="max-h-80 rounded-xl bg-sunken">
        <pre className="p-3.5 font-mono text-[0.8125rem] leading-relaxed break-words whitespace-pre-wrap">
          {JSON.stringify(value, null, 2)}
        </pre>
      </ScrollArea>
    </DetailCard>
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
