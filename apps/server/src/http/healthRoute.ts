import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { logProblem } from "../log.ts";

const databaseTimeoutMs = 2000;

/** `/healthz`: the process runs. `/readyz`: it can serve requests (for load balancers). */
export function healthRoute(parts: AppParts) {
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const reason = parts.explainUnready() ?? (await explainDatabase(parts));
      return reason === null ? c.json({ status: "ready" }) : c.json({ status: "unready", reason }, 503);
    });
}

async function explainDatabase({ db }: AppParts): Promise<string | null> {
  const timeout = AbortSignal.timeout(databaseTimeoutMs);
  const timedOut = new Promise<string>((resolve) => {
    timeout.addEventListener("abort", () => resolve(`the database did not respond within ${databaseTimeoutMs} ms`));
  });
  const asked = db.$queryRaw`SELECT 1`.then(
    () => null,
    (error: unknown) => {
      logProblem("The database is unreachable", error);
      return "the database is unreachable";
    },
  );
  return await Promise.race([asked, timedOut]);
}
