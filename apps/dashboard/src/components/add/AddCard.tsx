import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Card } from "../ui/Card.tsx";

/** A titled card with one way to add tasks. */
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
    <Card aria-labelledby={titleId} className="flex min-w-0 flex-col p-5">
      <div className="mb-4 flex items-center gap-3">
        <span className="inline-flex size-9 shrink-0 items-center justify-center rounded-xl bg-accent-soft text-accent-text">
          <Icon aria-hidden className="size-5" strokeWidth={1.9} />
        </span>
        <div className="min-w-0">
          <h2 id={titleId} className="leading-tight font-semibold">
            {title}
          </h2>
          <p className="text-[0.8125rem] text-muted">{hint}</p>
        </div>
      </div>
      {children}
    </Card>
  );
}
