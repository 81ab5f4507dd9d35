"use client";

import { useState } from "react";
import { statusOf } from "../monitor/readRefusal.ts";
import { shortenText } from "../toasts/describeTask.ts";

/** Retries a task, once at a time, and keeps the server's refusal. */
export function useRetry(taskId: string) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function run(retryTask: (taskId: string) => Promise<unknown>): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await retryTask(taskId);
    } catch (error) {
      setRefusal(explainRefusal(error));
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, refusal, run };
}

const maxLength = 240;

/** Returns the server's message if it responded, otherwise why it did not. */
function explainRefusal(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (statusOf(error) === undefined && /fetch|network|load failed/i.test(message))
    return "Cannot reach the server. Check your connection and try again.";
  return shortenText(message, maxLength) || "The task could not be retried.";
}
