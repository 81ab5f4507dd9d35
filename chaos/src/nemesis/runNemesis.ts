import { setTimeout as sleep } from "node:timers/promises";
import { applicationFaults } from "./applicationFaults.ts";
import { databaseFaults, type FaultParts, type InjectFault, processFaults } from "./faults.ts";
import { scheduleFaults } from "./scheduleFaults.ts";

/**
 * Injects faults for `durationMs`: one after another on processes, at the same time one after another on the database, so that
 * two kinds sometimes coincide. The application has one or two open transactions at a time.
 */
export async function runNemesis(parts: FaultParts, faults: readonly string[], durationMs: number): Promise<void> {
  const until = performance.now() + durationMs;
  await Promise.all([
    sleep(durationMs),
    strike(select(processFaults, faults), { ...parts, random: parts.random.fork("processes") }, until),
    strike(select(databaseFaults, faults), { ...parts, random: parts.random.fork("database") }, until),
    strike(select(scheduleFaults, faults), { ...parts, random: parts.random.fork("schedules") }, until),
    ...["application", "application too"].map((lane) =>
      strike(select(applicationFaults, faults), { ...parts, random: parts.random.fork(lane) }, until),
    ),
  ]);
}

function select(all: Readonly<Record<string, InjectFault>>, names: readonly string[]): InjectFault[] {
  return Object.entries(all).flatMap(([name, inject]) => (names.includes(name) ? [inject] : []));
}

async function strike(faults: readonly InjectFault[], parts: FaultParts, until: number): Promise<void> {
  let bag: InjectFault[] = [];
  while (faults.length > 0 && performance.now() < until) {
    await sleep(Math.min(parts.random.between(300, 2_500), Math.max(until - performance.now(), 0)));
    if (performance.now() >= until) return;
    // Drawn without replacement, so that a short run includes every kind.
    if (bag.length === 0) bag = [...faults];
    const inject = parts.random.pick(bag);
    bag.splice(bag.indexOf(inject), 1);
    await inject(parts);
  }
}
