import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { logProblem } from "../log.ts";

const databaseTimeoutMs = 2000;

/** `/healthz`: the process lives. `/readyz`: it can serve requests, for a load balancer to know. */
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
    timeout.addEventListener("abort", () => resolve(`the database does not answer within ${databaseTimeoutMs} ms`));
  });
  const asked = db.$queryRaw`SELECT 1`.then(
    () => null,
    (error: unknown) => {
      logProblem("The database cannot be reached", error);
      return "the database cannot be reached";
    },
  );
  return await Promise.race([asked, timedOut]);
}
