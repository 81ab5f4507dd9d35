"use client";

import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";
import { Icon } from "./icons.tsx";

const failuresUntilShown = 3;

/** After three failed requests in a row, says so until the first success. */
export function ConnectionCard() {
  const { failedPolls, startMonitoring } = useQueueMonitor();
  return (
    <div role="status">
      {failedPolls >= failuresUntilShown && (
        <div className="queue-toast queue-toast-line" data-kind="retrying">
          <span className="queue-toast-icon">
            <Icon name="offline" />
          </span>
          <p>
            <strong>Connection lost</strong>
            <br />
            Data may be out of date. Reconnecting…
          </p>
          <button type="button" className="queue-button" onClick={() => startMonitoring()}>
            Retry now
          </button>
        </div>
      )}
    </div>
  );
}
