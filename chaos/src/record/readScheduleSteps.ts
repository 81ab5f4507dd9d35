import type pg from "pg";
import type { ScheduleState, ScheduleStep, SlotRecord } from "../history/ScheduleStep.ts";

interface RecordRow {
  n: string;
  tx: string;
  name: string;
  at: string;
  kind: "schedule" | "slot" | "audit";
  from: unknown;
  to: unknown;
}

/** Reads what each transaction did to each schedule. */
export async function readScheduleSteps(client: pg.Client | pg.ClientBase): Promise<ScheduleStep[]> {
  const { rows } = await client.query<RecordRow>(
    `SELECT n, tx, kind, name, "from", "to", extract(epoch FROM at) * 1000 AS at FROM chaos_schedule ORDER BY n`,
  );
  const steps = new Map<string, ScheduleStep>();
  for (const row of rows) {
    const key = `${row.tx} ${row.name}`;
    const step = steps.get(key) ?? { n: Number(row.n), name: row.name, at: Number(row.at), slots: [] };
    steps.set(key, step);
    include(step, row);
  }
  // Maintenance removes old slots, and a change of a type's pause is no step of a schedule.
  return [...steps.values()].filter(({ from, to, slots }) => from || to || slots.length > 0);
}

function include(step: ScheduleStep, { kind, from, to }: RecordRow): void {
  if (kind === "schedule") {
    if (from) step.from ??= from as ScheduleState;
    if (to) step.to = to as ScheduleState;
  } else if (kind === "slot") {
    if (to) step.slots.push({ ...(to as Omit<SlotRecord, "isChange">), isChange: from !== null });
  } else {
    const { action, taskId } = to as { action: string; taskId: string | null };
    step.action = action;
    if (taskId !== null) step.ranTaskId = taskId;
  }
}
