import type { PeerKind } from "../Peer.ts";
import { drainTasks } from "./drainTasks.ts";
import type { Cast } from "./withPeer.ts";

/** Enough for V8 to have compiled what a task needs, … */
const maxCount = 20_000;
/** … or as many seconds' work of a slow peer. */
const maxSeconds = 3;

/** A little of everything first, for each process: what is measured are processes that have been up for a while. */
export async function warmUp(kind: PeerKind, { producer, workers }: Cast): Promise<void> {
  const count = Math.min(maxCount, maxSeconds * kind.paceHint) * workers.length;
  await producer.call("addMany", { count, chunk: 1_000 });
  await drainTasks(producer, workers, count);
}
