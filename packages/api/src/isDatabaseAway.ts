import { isQueueError } from "@package/queue";

/** SQLSTATE classes and codes of a server that is away, restarts, or takes no more connections; then Prisma's and the network's. */
const awayCode =
  /^(08\w{3}|57P0[1-5]|53\w{3}|25006|P1001|P1002|P1008|P1017|P2024|P2028|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Whether an error of the queue or of a Prisma client means that the database cannot be reached or cannot serve now. */
export function isDatabaseAway(error: unknown): boolean {
  if (isQueueError(error, "DATABASE_UNAVAILABLE")) return true;
  if (!(error instanceof Error)) return false;
  // By its name: each generated client brings classes of its own.
  if (error.name === "PrismaClientInitializationError") return true;
  if (/connection terminated|timeout exceeded when trying to connect|Can't reach database/i.test(error.message))
    return true;
  return [...readCodes(error, 0)].some((code) => awayCode.test(code));
}

/** Codes stand at different depths: on the error, on its cause, and in what the database driver reported. */
function* readCodes(value: unknown, depth: number): Generator<string> {
  if (typeof value !== "object" || value === null || depth > 5) return;
  const { code, originalCode, cause, meta, driverAdapterError } = value as Record<string, unknown>;
  for (const one of [code, originalCode]) if (typeof one === "string") yield one;
  for (const inner of [cause, meta, driverAdapterError]) yield* readCodes(inner, depth + 1);
}
