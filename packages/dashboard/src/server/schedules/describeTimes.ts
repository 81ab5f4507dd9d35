import cronstrue from "cronstrue";

const units = [
  { name: "week", ms: 604_800_000 },
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
  { name: "second", ms: 1_000 },
];

/** Returns in words when a schedule has its slots: "Every day at 03:00", "Every 5 minutes". An expression without words stays as it is. */
export function describeTimes({ cron, everyMs }: { cron: string | null; everyMs: number | null }): string {
  if (everyMs !== null) return describeInterval(everyMs);
  if (cron === null) return "";
  try {
    const words = cronstrue.toString(cron, { use24HourTimeFormat: true });
    return words.replace(/^At ((?:\d\d:\d\d(?::\d\d)?(?:, | and |, and )?)+)$/, "Every day at $1");
  } catch {
    return cron;
  }
}

function describeInterval(everyMs: number): string {
  const unit = units.find(({ ms }) => everyMs % ms === 0);
  if (!unit) return `Every ${everyMs} ms`;
  const count = everyMs / unit.ms;
  return count === 1 ? `Every ${unit.name}` : `Every ${count} ${unit.name}s`;
}
