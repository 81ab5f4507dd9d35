/** Next.js calls this once when a server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { queue } = await import("./server/queue.ts");
  queue.start();
}
