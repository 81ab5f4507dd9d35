import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all garbage, or only what the young generation holds. */
export const collectGarbage = runInNewContext("gc") as (options?: { type: "minor" }) => void;

/** Megabytes that have survived two collections or more, garbage among them that only a full one takes away. */
export function readOldHeapMb(): number {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => /^(old|large_object)_space$/.test(name));
  return old.reduce((sum, { space_used_size: size }) => sum + size, 0) / 1_048_576;
}
