import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService, SnoozeError, UnrecoverableError } from "@package/queue";
import { z } from "zod";

const reportsUrl = process.env.REPORTS_URL ?? "http://127.0.0.1:8080/reports";

const fetchReport = defineWorker({
  input: z.object({ reportId: z.string() }),
  maxAttempts: 4,
  backoff: { baseMs: 2_000, factor: 3, maxMs: 60_000 },
  run: async ({ reportId }, { signal }) => {
    const response = await fetch(`${reportsUrl}/${encodeURIComponent(reportId)}`, { signal });
    // Not ready yet, which is no failure: try again in 30 seconds, without using an attempt.
    if (response.status === 202) throw new SnoozeError(30_000, `Report ${reportId} is not ready yet.`);
    // Another attempt cannot help: fail permanently.
    if (response.status === 404) throw new UnrecoverableError(`There is no report ${reportId}.`);
    // Any other error: try again after the backoff, at most 4 attempts in all.
    if (!response.ok) throw new Error(`The report service responded with status ${response.status}.`);
    return { bytes: (await response.arrayBuffer()).byteLength };
  },
});

export const queue = new QueueService(db, { workers: defineWorkers({ FETCH_REPORT: fetchReport }) });
