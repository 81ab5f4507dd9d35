import { statusOf } from "@package/react";
import { isConnectionError } from "./isConnectionError.ts";

/** An error as the user sees it. */
export interface ErrorExplanation {
  message: string;
  /** Finds the request in the server's log. */
  requestId: string | null;
}

/** Explains an error to the user: the server's message if it responded, otherwise why it did not. */
export function explainError(error: unknown): ErrorExplanation {
  const message = error instanceof Error ? error.message : String(error);
  if (statusOf(error) !== undefined) return { message, requestId: requestIdOf(error) };
  if (isConnectionError(error)) {
    const reason = navigator.onLine ? "Cannot reach the server. Check your connection" : "You are offline. Connect";
    return { message: `${reason} and try again.`, requestId: null };
  }
  return { message: message || "Something went wrong.", requestId: null };
}

/** Returns the validation message of each invalid field, by field name. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  const issues = dataOf(error).issues;
  if (!Array.isArray(issues)) return {};
  const pairs = issues.flatMap((issue: { path?: unknown[]; message?: unknown }) => {
    const field = issue?.path?.at(-1);
    return typeof field === "string" && typeof issue.message === "string" ? [[field, issue.message] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function requestIdOf(error: unknown): string | null {
  const id = dataOf(error).requestId;
  return typeof id === "string" ? id : null;
}

function dataOf(error: unknown): Record<string, unknown> {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
}
