"use client";

import { useAnnouncement, useQueueTaskToast, useToasts } from "@package/react";

/** Toasts with a look of your own. */
export function OwnToasts({ userId }: { userId: string }) {
  const { toasts, moreCount } = useToasts({ userId, maxToasts: 3 });
  const { dismissToast } = useQueueTaskToast();
  const { polite, assertive } = useAnnouncement();
  return (
    <section aria-label="Task notifications">
      <ol>
        {toasts.map(({ id, title, stepText, progress }) => (
          <li key={id}>
            <strong>{title}</strong> {stepText}
            {progress !== null && <progress aria-label={`Progress of ${title}`} max={100} value={progress} />}
            <button type="button" aria-label={`Dismiss ${title}`} onClick={() => dismissToast(id)}>
              ×
            </button>
          </li>
        ))}
      </ol>
      {moreCount > 0 && <p>{moreCount} more</p>}
      <p role="status">{polite}</p>
      <p role="alert">{assertive}</p>
    </section>
  );
}
