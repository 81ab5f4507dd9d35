"use client";

import { useQueueMonitor, useQueueTaskToast } from "@package/react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";

/** A form that adds a contact and shows the toast of its task. */
export function AddContact() {
  const { startMonitoring } = useQueueMonitor();
  const { showToast } = useQueueTaskToast();
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function add(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setError(undefined);
    try {
      const body = JSON.stringify(Object.fromEntries(new FormData(form)));
      const response = await fetch("/api/contacts", { method: "POST", body });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.message);
      showToast(answer);
      startMonitoring(answer.id);
      form.reset();
      router.refresh(); // the list comes from the server
    } catch (error) {
      setError(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      onSubmit={add}
      className="mt-6 flex flex-wrap items-end gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <label className="min-w-40 flex-1 text-sm font-medium">
        Name
        <input name="name" required maxLength={100} autoComplete="off" className={field} />
      </label>
      <label className="min-w-56 flex-[1.5] text-sm font-medium">
        Email
        <input name="email" type="email" required maxLength={200} autoComplete="off" className={field} />
      </label>
      <button
        type="submit"
        disabled={isBusy}
        className="touch-target h-10 rounded-lg bg-accent px-4 text-sm font-medium text-accent-ink transition-colors hover:bg-accent-hover disabled:opacity-60 max-sm:w-full"
      >
        Add contact
      </button>
      {error && (
        <p role="alert" className="w-full text-sm text-failed">
          {error}
        </p>
      )}
    </form>
  );
}

const field = "mt-1 block h-10 w-full rounded-lg border border-line-strong bg-surface px-3 font-normal text-ink";
