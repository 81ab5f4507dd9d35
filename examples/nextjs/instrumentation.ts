/** Next.js calls this once when a server starts, in development too. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return; // the code of the Edge runtime cannot run tasks
  const { isServerless } = await import("@/isServerless");
  if (isServerless) return;
  await import("@/instrumentation.node");
}
