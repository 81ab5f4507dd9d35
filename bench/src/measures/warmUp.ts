import type { PeerKind } from "../Peer.ts";
import { drainTasks } from "./drainTasks.ts";
import type { Cast } from "./withPeer.ts";

/** A little of everything first: what is measured is a process that has been up for a while. */
export async function warmUp(kind: PeerKind, { producer, workers }: Cast): Promise<void> {
  const count = Math.min(5_000, Math.ceil(kind.paceHint / 4));
  await producer.call("addMany", { count, chunk: 1_000 });
  await drainTasks(producer, workers, count);
}
