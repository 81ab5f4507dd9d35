import { createHash } from "node:crypto";
import type { Workers } from "./defineWorker.ts";

/**
 * Returns the default `release` of a service: 12 hexadecimal digits that are equal for processes whose workers have the same types
 * and versions.
 */
export function hashWorkers(workers: Workers): string {
  const declared = Object.keys(workers)
    .toSorted()
    .map((type) => [type, workers[type]?.version ?? null]);
  return createHash("sha256").update(JSON.stringify(declared)).digest("hex").slice(0, 12);
}
