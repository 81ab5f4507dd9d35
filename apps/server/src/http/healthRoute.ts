import { explainTables } from "@package/queue/monitor";
import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { logProblem } from "../log.ts";

const databaseTimeoutMs = 2000;
const notCached = { "cache-control": "no-store" };

type HealthParts = Pick<AppParts, "explainUnready"> & Partial<Pick<AppParts, "db">>;

/** `/healthz`: the process runs. `/readyz`: it can serve requests, and the database has the queue's tables (for load balancers). */
export function healthRoute(parts: HealthParts) {
  const explainDatabase = createDatabaseCheck(parts);
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }, 200, notCached))
    .get("/readyz", async (c) => {
      const reason = parts.explainUnready() ?? (await explainDatabase());
      if (reason === null) return c.json({ status: "ready" }, 200, notCached);
      return c.json({ status: "unready", reason }, 503, notCached);
    });
}

/** Returns a check that takes at most 2 s. While the database does not respond, further checks wait for the same statement. */
function createDatabaseCheck({ db }: HealthParts): () => Promise<string | null> {
  let running: Promise<string | null> | undefined;
  return async () => {
    if (!db) return null;
    running ??= explainTables(db)
      .catch((error: unknown) => {
        logProblem("The database is unreachable", error);
        return "the database is unreachable";
      })
      .finally(() => {
        running = undefined;
      });
    const timeout = AbortSignal.timeout(databaseTimeoutMs);
    const timedOut = new Promise<string>((resolve) => {
      timeout.addEventListener("abort", () => resolve(`the database did not respond within ${databaseTimeoutMs} ms`));
    });
    return await Promise.race([running, timedOut]);
  };
}
