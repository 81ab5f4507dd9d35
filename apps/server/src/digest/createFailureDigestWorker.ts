import { defineWorker } from "@package/queue";
import { listOwnersWithFailures } from "@package/queue/monitor";
import { z } from "zod";
import { collectFailures } from "./collectFailures.ts";
import type { DigestParts, Period } from "./DigestParts.ts";
import { readNextPeriod, takePeriod } from "./digestPeriod.ts";

/** Enough for the emails to some ten thousand users. */
const transactionMs = 300_000;

/**
 * Creates the worker of `FAILURE_DIGEST`. It adds an email for each user whose tasks failed permanently since the digest before.
 * The emails and the end of their period are written in one transaction, so no failure is in two emails if the task runs twice.
 */
export function createFailureDigestWorker(parts: DigestParts) {
  return defineWorker({
    input: z.strictObject({}),
    timeoutMs: 2 * transactionMs,
    async run(_data, context): Promise<{ emails: number }> {
      const period = await readNextPeriod(parts.db);
      if (period === null) return { emails: 0 };
      const emails = await writeEmails(parts, period);
      context.signal.throwIfAborted();
      await parts.db.$transaction(
        async (tx) => {
          await takePeriod(tx, period);
          for (const { ownerId, ...data } of emails) await context.addToQueue("EMAIL_SEND", data, { tx, ownerId });
        },
        { timeout: transactionMs },
      );
      return { emails: emails.length };
    },
  });
}

async function writeEmails(parts: DigestParts, period: Period) {
  const emails = [];
  let cursor: string | undefined;
  do {
    const page = await listOwnersWithFailures(parts.db, { ...period, cursor });
    const users = await parts.db.user.findMany({ where: { id: { in: page.items } }, orderBy: { id: "asc" } });
    for (const { id: ownerId, name, email: to } of users) {
      const { groups, others } = await collectFailures(parts, { ownerId }, period);
      if (groups.length === 0) continue;
      const url = `${parts.url}/?show=failed`;
      const variables = { ...nameOf(name), failures: groups, others, url };
      emails.push({ ownerId, to, template: "failure-digest", variables });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return emails;
}

/** The name of a user can be any text, but a line of an email cannot. */
function nameOf(name: string): { name?: string } {
  const line = name
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, 200);
  return line === "" ? {} : { name: line };
}
