import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";

/** Creates an empty folder for the servers' data in `parent`, which is created if missing. */
export async function makeFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(parent, "queue-bench-"));
}
