import type { ReactNode } from "react";
import type { ToastKind } from "../toasts/toastKindOf.ts";

const paths = {
  circle: <circle cx="12" cy="12" r="9" strokeDasharray="3 3.6" />,
  clock: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2" />,
  spinner: <path d="M21 12a9 9 0 1 1-6.2-8.56" />,
  retry: <path d="M21 12a9 9 0 1 1-2.6-6.3L21 8M21 3v5h-5" />,
  checked: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-3.5 9.3 2.4 2.4 4.8-5" />,
  alert: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.8v4.7m0 3.5v.1" />,
  stopped: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  cross: <path d="M6 6l12 12M18 6 6 18" />,
  offline: (
    <path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4m6 .1A10 10 0 0 1 19 12M2 8.5a15 15 0 0 1 4-2.6m5-1.2A15 15 0 0 1 22 8.5M12 19.5h.01" />
  ),
  layers: <path d="m12 3 9 5-9 5-9-5 9-5Zm-9 10 9 5 9-5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** An icon in the colour of the text around it. The text next to it says the same. */
export function Icon({ name, isSpinning = false }: { name: IconName; isSpinning?: boolean }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 24 24"
      className="queue-icon"
      data-spinning={isSpinning || undefined}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {paths[name]}
    </svg>
  );
}

/** The icon of each kind of task. */
export const kindIcons: Readonly<Record<ToastKind, IconName>> = {
  scheduled: "clock",
  pending: "circle",
  retrying: "retry",
  processing: "spinner",
  completed: "checked",
  failed: "alert",
  cancelled: "stopped",
};
