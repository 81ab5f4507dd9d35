import type { QueueKind } from "../BenchQueue.ts";
import { QueueProcess } from "../processes/QueueProcess.ts";
import type { Arena, BenchServers } from "../servers/BenchServers.ts";

export interface Cast {
  arena: Arena;
  /** Adds tasks and checks whether they have finished. */
  producer: QueueProcess;
  workers: QueueProcess[];
}

/** Calls `act` with an empty store and processes of the queue, and removes them afterwards. */
export async function withQueue<T>(
  kind: QueueKind,
  servers: BenchServers,
  workerCount: number,
  act: (cast: Cast) => Promise<T>,
): Promise<T> {
  const arena = await servers.openArena(kind);
  const open = () => new QueueProcess(kind.name, arena.url);
  const producer = open();
  const workers = Array.from({ length: workerCount }, open);
  try {
    return await act({ arena, producer, workers });
  } finally {
    await Promise.all([producer, ...workers].map((process) => process.close()));
    await arena.drop();
  }
}
