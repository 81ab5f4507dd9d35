import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Finding } from "./Finding.ts";

/** Milliseconds to wait for a notification that usually arrives within one. */
const patienceMs = 3_000;

/** Checks whether a notification of one connection reaches another one. Through some poolers it does not. */
export async function checkNotifications(listener: pg.Client, sender: pg.Client): Promise<Finding[]> {
  const channel = `queue_doctor_${randomBytes(6).toString("hex")}`;
  const received = new Promise<boolean>((resolve) => listener.once("notification", () => resolve(true)));
  await listener.query(`LISTEN ${channel}`);
  await sender.query("SELECT pg_notify($1, '')", [channel]);
  const limit = new AbortController();
  const hasArrived = await Promise.race([received, sleep(patienceMs, false, { signal: limit.signal })]);
  limit.abort();
  await listener.query(`UNLISTEN ${channel}`);
  if (hasArrived) return [];
  return [
    {
      severity: "problem",
      what: "A notification did not arrive at a listening connection.",
      why: "A pooler in transaction mode drops notifications. Without them, tasks of other processes start with the next poll.",
      mend: "Set connectionString to the URL of PostgreSQL itself, or set notify: false (docs/connections.md).",
    },
  ];
}
