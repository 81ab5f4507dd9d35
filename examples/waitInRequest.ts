import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService, WaitTimeoutError } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  COUNT_WORDS: defineWorker({
    input: z.object({ text: z.string() }),
    run: ({ text }) => ({ words: text.split(/\s+/).filter((word) => word !== "").length }),
  }),
});

export const queue = new QueueService(db, { workers });

/** Responds with the result if there is one within `timeoutMs`; otherwise with 202 and a URL to ask later. */
export async function countWords(request: Request, timeoutMs = 5_000): Promise<Response> {
  const task = await queue.addToQueue("COUNT_WORDS", { text: await request.text() });
  try {
    // Stops waiting when the client disconnects. The task continues.
    const finished = await queue.waitForTask(task, { timeoutMs, signal: request.signal });
    if (finished.status === "COMPLETED") return Response.json(finished.result);
    return Response.json({ error: finished.errorMessage }, { status: 502 });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    return Response.json({ taskId: task.id }, { status: 202, headers: { location: `/tasks/${task.id}` } });
  }
}
