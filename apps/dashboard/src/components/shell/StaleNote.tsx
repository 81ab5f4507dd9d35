import { isLoopbackHost } from "@package/react";
import { Button, useIsOffline } from "@package/ui";
import { WifiOff } from "lucide-react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** Warns that the page may be out of date: the user has paused it, the browser is offline, or the last request failed. */
export function StaleNote() {
  const { connection, resumeLive, staleSinceMs, isReady } = useQueueMonitor();
  const hasNoConnection = useIsOffline();
  const isOffline = hasNoConnection && !isLoopbackHost(window.location.hostname);
  const isPaused = connection === "paused";
  if (!isPaused && !isOffline && staleSinceMs === null) return null;
  return (
    <div role="status" className="border-b border-line bg-retrying-tint text-retrying">
      <p className="mx-auto flex max-w-6xl items-center gap-2 px-4 py-1.5 text-sm sm:px-6">
        {isPaused ? "Live updates are paused." : <WifiOff aria-hidden className="size-4 shrink-0" />}
        {!isPaused && (isOffline ? "You are offline." : "The server is not responding.")}
        {!isPaused && isReady && staleSinceMs !== null && ` Last updated ${clock.format(staleSinceMs)}.`}
        {isPaused && (
          <Button tone="quiet" size="small" onClick={resumeLive}>
            Resume
          </Button>
        )}
      </p>
    </div>
  );
}
