"use client";

import { type TaskState, useTask } from "@package/react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

export interface Contact {
  taskId: string;
  name: string | null;
  email: string;
  company: string | null;
}

/** A contact, and while its company is not known, the progress of the task that finds it. */
export function ContactRow({ contact: { taskId, name, email, company } }: { contact: Contact }) {
  const state = useTask<"FIND_COMPANY">(company ? null : taskId);
  const router = useRouter();
  useEffect(() => {
    if (state.status === "COMPLETED") router.refresh(); // the company comes from the server
  }, [state.status, router]);
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <span className="quiet">{email}</span>
      </div>
      <span className={company ? "" : "quiet"}>{company ?? describe(state)}</span>
    </li>
  );
}

function describe({ task, status, isMissing }: TaskState<"FIND_COMPANY">): string {
  if (isMissing || status === "MAX_RETRIES_REACHED" || status === "CANCELLED") return "Not found";
  if (status !== "PROCESSING") return "Waiting…";
  return `Searching… ${task?.progress ?? 0} %`;
}
