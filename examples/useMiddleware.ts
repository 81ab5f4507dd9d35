import { AsyncLocalStorage } from "node:async_hooks";
import { db } from "@package/db";
import { defineWorker, defineWorkers, type Middleware, QueueService } from "@package/queue";
import { z } from "zod";

/** The tenant that the current request or task belongs to. */
export const tenant = new AsyncLocalStorage<string>();

/** Sets the tenant of a task while its worker runs. */
const withTenant: Middleware = (task, _context, next) => {
  const id = task.meta?.tenant;
  return typeof id === "string" ? tenant.run(id, next) : next();
};

/** Logs how long each attempt takes, also if it fails. */
const withTiming: Middleware = async (_task, context, next) => {
  const beganAt = performance.now();
  try {
    return await next();
  } finally {
    context.log("info", "Attempt ended", { ms: Math.round(performance.now() - beganAt) });
  }
};

const workers = defineWorkers({
  SEND_CODE: defineWorker({
    input: z.object({ phone: z.string() }),
    run: ({ phone }) => ({ sent: `${tenant.getStore()} sends a code to ${phone}` }),
  }),
});

export const queue = new QueueService(db, { workers, middleware: [withTiming, withTenant], release: "2026-11-28" });

/** Adds a task of the current tenant. A code that is sent after a minute is useless, so the task expires. */
export function sendCode(phone: string) {
  return queue.addToQueue("SEND_CODE", { phone }, { meta: { tenant: tenant.getStore() }, startWithinMs: 60_000 });
}
