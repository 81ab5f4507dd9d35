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
    <form className="card" onSubmit={add}>
      <label>
        Name
        <input name="name" required maxLength={100} autoComplete="off" />
      </label>
      <label>
        Email
        <input name="email" type="email" required maxLength={200} autoComplete="off" />
      </label>
      <button type="submit" disabled={isBusy}>
        Add contact
      </button>
      {error && <p role="alert">{error}</p>}
    </form>
  );
}
