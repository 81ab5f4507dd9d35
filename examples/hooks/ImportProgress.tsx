"use client";

import { useTask } from "@package/react";

export function ImportProgress({ taskId }: { taskId: string }) {
  const { task, isLoading, isMissing } = useTask<"CONTACT_IMPORT">(taskId);
  if (isLoading) return <p>Loading…</p>;
  if (isMissing) return <p>This import was deleted.</p>;
  return (
    <p>
      {task?.status}, {task?.progress ?? 0} %
    </p>
  );
}
