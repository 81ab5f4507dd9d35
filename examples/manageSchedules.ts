import type { QueueSchedules, Schedule, Workers } from "@package/queue";

interface Queue {
  schedules: Pick<QueueSchedules<Workers>, "list" | "pause" | "preview" | "backfill">;
}

/** Yields all schedules, in the order of their names. */
export async function* eachSchedule({ schedules }: Queue): AsyncGenerator<Schedule> {
  let cursor: string | null | undefined;
  do {
    const { items, nextCursor } = await schedules.list({ limit: 100, cursor: cursor ?? undefined });
    yield* items;
    cursor = nextCursor;
  } while (cursor !== null);
}

/** Stops a schedule until a time, and returns the slots that it will have afterwards. */
export async function pauseUntil({ schedules }: Queue, name: string, until: Date) {
  await schedules.pause(name, { until, actor: "olga", reason: "The data warehouse moves" });
  return schedules.preview(name, 3);
}

/** After a fault: adds the tasks of the slots of a day that have added none, one for each. */
export function repeatMissed({ schedules }: Queue, name: string, from: Date) {
  const to = new Date(Math.min(from.getTime() + 86_400_000, Date.now()));
  return schedules.backfill(name, { from, to, actor: "olga", reason: "Incident of that day" });
}

/** Says when slots are that nobody has decided about yet: an expression that a user is typing, for example. */
export function previewCron({ schedules }: Queue, cron: string, timeZone: string) {
  return schedules.preview({ type: "SALES_REPORT", data: { region: "EU" }, cron, timeZone });
}
