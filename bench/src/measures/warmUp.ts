import type { PeerKind } from "../Peer.ts";
import { drainTasks } from "./drainTasks.ts";
import type { Cast } from "./withPeer.ts";

/**
 * About a second's work of everything first: what is measured is a process that has been up for a while. (V8 still compiles
 * what it runs during the first 20,000 tasks or so, which took a tenth of the processor time of the runs that followed.)
 */
export async function warmUp(kind: PeerKind, { producer, workers }: Cast): Promise<void> {
  const count = Math.min(20_000, kind.paceHint);
  await producer.call("addMany", { count, chunk: 1_000 });
  await drainTasks(producer, workers, count);
}
