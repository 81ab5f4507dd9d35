import type { PeerKind } from "../Peer.ts";
import { PeerProcess } from "../processes/PeerProcess.ts";
import type { Arena, BenchServers } from "../servers/BenchServers.ts";

export interface Cast {
  arena: Arena;
  /** Adds tasks and looks at them. */
  producer: PeerProcess;
  workers: PeerProcess[];
}

/** Gives `act` an empty store with processes of the peer, and clears all of it away afterwards. */
export async function withPeer<T>(
  kind: PeerKind,
  servers: BenchServers,
  workerCount: number,
  act: (cast: Cast) => Promise<T>,
): Promise<T> {
  const arena = await servers.openArena(kind);
  const open = () => new PeerProcess(kind.name, arena.url);
  const producer = open();
  const workers = Array.from({ length: workerCount }, open);
  try {
    return await act({ arena, producer, workers });
  } finally {
    await Promise.all([producer, ...workers].map((process) => process.close()));
    await arena.drop();
  }
}
