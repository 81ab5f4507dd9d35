import { type ReactNode, useId } from "react";
import { Card } from "../ui/Card.tsx";

/** A titled part of a task's page. */
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
