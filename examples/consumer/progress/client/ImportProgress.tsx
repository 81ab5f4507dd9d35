"use client";

import { useTask } from "@package/react";

/** The progress of one import. */
export function ImportProgress({ taskId }: { taskId: string }) {
  const { task, status, isLoading, isMissing } = useTask<"IMPORT_CONTACTS">(taskId);
  if (isLoading) return <p>Loading…</p>;
  if (isMissing) return <p>This import was deleted.</p>;
  if (status === "COMPLETED") return <p>All contacts are imported.</p>;
  return (
    <label>
      {task?.progressNote ?? "Waiting to start…"}
      <progress max={100} value={task?.progress ?? 0} />
    </label>
  );
}
