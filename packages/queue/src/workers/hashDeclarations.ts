import { createHash } from "node:crypto";
import type { ScheduleSpec } from "../domain/schedules.ts";
import type { Workers } from "./defineWorker.ts";

/**
 * Returns the default `release` of a service: 12 hexadecimal digits that are equal for processes with the same schedules, and whose
 * workers have the same types and versions.
 */
export function hashDeclarations(workers: Workers, schedules: Readonly<Record<string, ScheduleSpec>>): string {
  const types = Object.keys(workers)
    .toSorted()
    .map((type) => [type, workers[type]?.version ?? null]);
  const names = Object.keys(schedules).toSorted();
  const declared = names.length === 0 ? types : [types, names.map((name) => [name, schedules[name]])];
  return createHash("sha256").update(JSON.stringify(declared)).digest("hex").slice(0, 12);
}
