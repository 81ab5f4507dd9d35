import { ScheduleNotFoundError } from "@package/queue";
import { z } from "zod";
import { name, page, reason, time } from "../api/inputs.ts";
import { createRouter, readProcedure, writeProcedure } from "../api/trpc.ts";
import { toScheduleDetail, toScheduleSummary, toSlotView } from "./scheduleViews.ts";

/** Slots in the strip of a row. */
const stripSlots = 16;

const one = z.strictObject({ name });
const change = z.strictObject({ name, reason });
const period = z.strictObject({ name, from: time, to: time });

export const schedulesRouter = createRouter({
  /** Returns a page of the schedules by name, with the latest slots of each, newest first, and the server's time. */
  list: readProcedure.input(page).query(async ({ ctx: { queue }, input }) => {
    const { items, nextCursor } = await queue.schedules.list(input);
    const names = items.map((schedule) => schedule.name);
    const latest = await queue.schedules.listLatestSlots(names, stripSlots);
    return {
      items: items.map((schedule) => ({
        ...toScheduleSummary(schedule),
        latestSlots: (latest.get(schedule.name) ?? []).map(toSlotView),
      })),
      nextCursor,
      now: new Date().toISOString(),
    };
  }),
  read: readProcedure.input(one).query(async ({ ctx: { queue }, input }) => {
    const schedule = await queue.schedules.read(input.name);
    if (!schedule) throw new ScheduleNotFoundError(input.name);
    return { schedule: toScheduleDetail(schedule), now: new Date().toISOString() };
  }),
  /** Returns a page of the slots that are over, newest first. */
  slots: readProcedure.input(page.extend({ name })).query(async ({ ctx: { queue }, input: { name, ...request } }) => {
    const { items, nextCursor } = await queue.schedules.listSlots(name, request);
    return { items: items.map(toSlotView), nextCursor };
  }),
  /** Returns the next slots, oldest first. */
  preview: readProcedure
    .input(one.extend({ count: z.int().min(1).max(100).default(5) }))
    .query(async ({ ctx: { queue }, input }) => {
      const slots = await queue.schedules.preview(input.name, input.count);
      return slots.map((slot) => slot.toISOString());
    }),
  /** Returns how many slots a period has. 10,001 means more than 10,000, the most for one backfill. */
  countSlots: readProcedure
    .input(period)
    .query(({ ctx: { queue }, input: { name, ...times } }) => queue.schedules.countSlots(name, times)),
  pause: writeProcedure
    .input(change.extend({ until: time.optional() }))
    .mutation(async ({ ctx: { queue, operator }, input: { name, ...options } }) =>
      toScheduleSummary(await queue.schedules.pause(name, { ...options, actor: operator.actor })),
    ),
  resume: writeProcedure
    .input(change)
    .mutation(async ({ ctx: { queue, operator }, input: { name, reason } }) =>
      toScheduleSummary(await queue.schedules.resume(name, { actor: operator.actor, reason })),
    ),
  runNow: writeProcedure
    .input(change)
    .mutation(({ ctx: { queue, operator }, input: { name, reason } }) =>
      queue.schedules.runNow(name, { actor: operator.actor, reason }),
    ),
  backfill: writeProcedure
    .input(period.extend({ overlap: z.enum(["allow", "skip"]).optional(), reason }))
    .mutation(({ ctx: { queue, operator }, input: { name, ...options } }) =>
      queue.schedules.backfill(name, { ...options, actor: operator.actor }),
    ),
  delete: writeProcedure.input(change).mutation(async ({ ctx: { queue, operator }, input: { name, reason } }) => {
    await queue.schedules.delete(name, { actor: operator.actor, reason });
    return { name };
  }),
});
