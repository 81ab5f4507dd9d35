import { explainError, formatExactTime, useIsOffline } from "@package/ui";
import { WifiOff } from "lucide-react";

/** Says that what is shown may be out of date: the browser is offline, or the last request failed. */
export function StaleNote({ error, updatedAtMs }: { error: unknown; updatedAtMs: number }) {
  const isOffline = useIsOffline();
  if (!isOffline && !error) return null;
  return (
    <p
      role="status"
      className="mb-3 flex items-center gap-2 rounded-xl bg-retrying-tint px-3.5 py-2 text-sm text-retrying"
    >
      <WifiOff aria-hidden className="size-4 shrink-0" />
      <span>
        {error ? explainError(error).message : "You are offline."}
        {updatedAtMs > 0 && ` Last updated ${formatExactTime(updatedAtMs)}.`}
      </span>
    </p>
  );
}
