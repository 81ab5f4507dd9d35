"use client";

import { useQueueMonitor } from "@package/react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

interface Contact {
  taskId: string;
  name: string | null;
  email: string;
  company: string | null;
}

/** The contacts, with the state of their tasks. */
export function ContactList({ contacts }: { contacts: Contact[] }) {
  const { taskStatuses } = useQueueMonitor();
  useRefresh();
  if (contacts.length === 0) return <p className="mt-8 text-center text-muted">You have no contacts yet.</p>;
  return (
    <ul className="mt-6 divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
      {contacts.map(({ taskId, name, email, company }) => (
        <li key={taskId} className="flex items-center gap-4 px-5 py-3.5">
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{name}</p>
            <p className="truncate text-sm text-muted">{email}</p>
          </div>
          <p className={company ? "text-sm font-medium" : "text-sm text-muted"}>
            {company ?? describeStatus(taskStatuses[taskId])}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Loads the list from the server again when a task is finished. */
function useRefresh(): void {
  const router = useRouter();
  const { counts } = useQueueMonitor();
  const completed = useRef(counts.completed);
  useEffect(() => {
    if (completed.current !== counts.completed) router.refresh();
    completed.current = counts.completed;
  }, [counts.completed, router]);
}

function describeStatus(status: string | undefined): string {
  if (status === "MAX_RETRIES_REACHED" || status === "CANCELLED") return "Not found";
  return status === "PROCESSING" ? "Searching…" : "Waiting…";
}
