import { cutData, redactData, redactText } from "@package/api";
import type { AuditEntry } from "@package/queue";
import { name, page } from "../api/inputs.ts";
import { createRouter, readProcedure } from "../api/trpc.ts";

/** A change of a setting, without secrets. Times are ISO 8601. */
export interface AuditView extends Omit<AuditEntry, "at" | "before" | "after"> {
  at: string;
  before?: unknown;
  after?: unknown;
}

const maxBytes = 16_384;

export const auditRouter = createRouter({
  /** Returns a page of the changes of settings, newest first, of all or of one name. */
  list: readProcedure.input(page.extend({ name: name.optional() })).query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.queue.listAudit(input);
    return { items: items.map(toAuditView), nextCursor };
  }),
});

function toAuditView({ at, reason, before, after, ...entry }: AuditEntry): AuditView {
  return {
    ...entry,
    at: at.toISOString(),
    reason: reason === null ? null : redactText(reason),
    before: cutData(redactData(before), maxBytes),
    after: cutData(redactData(after), maxBytes),
  };
}
