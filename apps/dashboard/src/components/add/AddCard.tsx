import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";

/** A titled form that adds tasks. */
export function AddCard({
  icon: Icon,
  title,
  hint,
  children,
}: {
  icon: LucideIcon;
  title: string;
  hint: string;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="flex flex-col">
      <div className="mb-4 flex items-center gap-3">
        <span className="inline-flex size-9 shrink-0 items-center justify-center rounded-xl bg-accent-soft text-accent-text">
          <Icon aria-hidden className="size-5" strokeWidth={1.9} />
        </span>
        <div className="min-w-0">
          <h3 id={titleId} className="leading-tight font-semibold">
            {title}
          </h3>
          <p className="text-[0.8125rem] text-muted">{hint}</p>
        </div>
      </div>
      {children}
    </section>
  );
}
