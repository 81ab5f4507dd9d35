import { forgetToasts } from "@package/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { apiUrl } from "../api/apiUrl.ts";
import { announceSession } from "./sessionNews.ts";

/** Starts a session. Throws an error with a message for the user. */
export async function signIn(email: string, password: string): Promise<void> {
  const response = await post("auth/sign-in/email", { email, password });
  if (response.ok) return;
  if (response.status === 401) throw new Error("Wrong email or password.");
  if (response.status === 429) throw new Error("Too many sign-in attempts. Try again in a minute.");
  throw new Error(await readMessage(response));
}

async function signOut(): Promise<void> {
  const response = await post("auth/sign-out", {});
  if (!response.ok && response.status !== 401) throw new Error(await readMessage(response));
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(apiUrl(path), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function readMessage(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  return typeof message === "string" ? message : `Something went wrong (server error ${response.status}).`;
}

/** Signs the user out in all tabs, and removes their data from the page and from the browser's storage. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      announceSession({ userId: null });
      forgetToasts();
      queryClient.clear();
      // A page load also clears everything else held in memory.
      window.location.assign(document.baseURI);
    },
  });
}
