import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";

/** Makes an empty folder for the servers' data below `parent`, which is made as well where it is missing. */
export async function makeFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(parent, "queue-bench-"));
}
