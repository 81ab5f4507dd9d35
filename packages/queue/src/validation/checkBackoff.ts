import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { type Backoff, type BackoffSettings, maxDelayMs } from "../domain/retryPolicy.ts";
import { refuseUnknown } from "./checkValues.ts";

/** @throws InvalidOptionsError */
export function checkBackoff(backoff: Backoff, name = "backoff"): Backoff {
  if (typeof backoff === "function") return backoff;
  refuseUnknown(backoff, ["baseMs", "factor", "maxMs", "jitter"], `${name}.`);
  const ranges: Record<keyof BackoffSettings, [min: number, max: number]> = {
    baseMs: [0, maxDelayMs],
    factor: [1, 100],
    maxMs: [0, maxDelayMs],
    jitter: [0, 1],
  };
  for (const [key, [min, max]] of Object.entries(ranges) as [keyof BackoffSettings, [number, number]][]) {
    const value: unknown = backoff[key];
    if (value !== undefined && !(typeof value === "number" && value >= min && value <= max))
      throw new InvalidOptionsError(`${name}.${key}`, value, `a number from ${min} to ${max}`);
  }
  return backoff;
}
