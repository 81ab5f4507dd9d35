import { useIsOffline } from "@package/ui";
import { CloudOff } from "lucide-react";
import type { ReactNode } from "react";

/** Says in a form that the browser is offline, and what happens to what the user adds. */
export function OfflineNote({ children }: { children: ReactNode }) {
  const isOffline = useIsOffline();
  return (
    <p role="status" className="text-[0.8125rem] text-muted">
      {isOffline && (
        <span className="mt-2 flex items-start gap-1.5">
          <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>You are offline. {children}</span>
        </span>
      )}
    </p>
  );
}
