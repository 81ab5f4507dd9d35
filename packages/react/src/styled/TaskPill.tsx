"use client";

import { useActiveSummary } from "../hooks/useActiveSummary.ts";
import { Icon } from "./icons.tsx";
import { followLink } from "./ToastActionsContext.ts";

export interface TaskPillProps {
  /** URL of the task list. */
  href: string;
  /** Navigates there without a page load. */
  onOpen: () => void;
  className?: string | undefined;
}

/** A quiet link to the task list: "3 running, 62 %". Nothing without an active task; a screen reader does not announce it. */
export function TaskPill({ href, onOpen, className = "" }: TaskPillProps) {
  const { text, percent, count } = useActiveSummary();
  if (count === 0 || text === "") return null;
  const isRunning = text.includes("running");
  return (
    <a href={href} className={`queue-pill ${className}`} data-kind="processing" onClick={followLink(onOpen)}>
      <span className="queue-toast-icon">
        <Icon name={isRunning ? "spinner" : "circle"} isSpinning={isRunning} />
      </span>
      {text}
      {percent !== null && <span aria-hidden className="queue-pill-bar" style={{ width: `${percent}%` }} />}
    </a>
  );
}
