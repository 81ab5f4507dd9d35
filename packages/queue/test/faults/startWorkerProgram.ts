import { type Program, startProgram } from "@package/faults";

export interface WorkerProgramOptions {
  url: string;
  hasOwnConnections: boolean;
  concurrency: number;
  shutdownGraceMs: number;
  leaseMs: number;
  heartbeatMs: number;
  sweepMs: number;
}

const defaults = {
  hasOwnConnections: true,
  concurrency: 4,
  shutdownGraceMs: 5_000,
  leaseMs: 2_000,
  heartbeatMs: 500,
  sweepMs: 300,
};

/** Starts a process that runs tasks of the types DEAF (`{ ms }`) and POISON. Resolves when its runner has started. */
export async function startWorkerProgram(
  url: string,
  options: Partial<WorkerProgramOptions> & { clockSkewMs?: number } = {},
): Promise<Program> {
  const { clockSkewMs = 0, ...rest } = options;
  const program = startProgram(new URL("./worker.program.ts", import.meta.url), {
    clockSkewMs,
    env: { WORKER_PROGRAM: JSON.stringify({ ...defaults, ...rest, url }) },
  });
  await program.waitForLine(/^running$/);
  return program;
}
