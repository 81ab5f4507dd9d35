import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all garbage, or only that of the young generation. */
export const collectGarbage = runInNewContext("gc") as (options?: { type: "minor" }) => void;

/** Returns the megabytes of the old generation, with garbage that only a full collection removes. */
export function readOldHeapMb(): number {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => /^(old|large_object)_space$/.test(name));
  return old.reduce((sum, { space_used_size: size }) => sum + size, 0) / 1_048_576;
}
