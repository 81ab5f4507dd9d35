import { randomUUID } from "node:crypto";
import type { ApiContext } from "@package/api";
import { cookies } from "next/headers";

const cookie = "guest";

/** The session of a demo: a random id in a cookie, which is too long to guess. Read your own session here. */
export async function readSession(): Promise<ApiContext["session"]> {
  const id = (await cookies()).get(cookie)?.value;
  if (!id || id.length < 36) return null;
  return { user: { id } };
}

/** Signs in as a new guest. Call it in a server action or a route handler. */
export async function startSession(): Promise<void> {
  (await cookies()).set(cookie, randomUUID(), { httpOnly: true, sameSite: "lax", maxAge: 86_400 });
}
