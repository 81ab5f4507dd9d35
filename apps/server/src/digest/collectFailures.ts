import { redactText } from "@package/queue";
import { readTaskPage, type Scope, type TaskRow } from "@package/queue/monitor";
import type { DigestParts, Period } from "./DigestParts.ts";

/** Tasks of one type that failed permanently for the same reason. */
export interface FailureGroup {
  title: string;
  count: number;
  error: string | undefined;
  /** The page of the newest of them. */
  url: string;
}

/** Why a user's tasks failed: at most {@link maxGroups} groups, and the number of tasks that are in none. */
export interface Failures {
  groups: FailureGroup[];
  others: number;
}

const maxGroups = 20;

const titles: Readonly<Record<string, string>> = {
  IMAGE_PROCESS: "Photo",
  EMAIL_SEND: "Email",
  CONTACT_IMPORT: "Contact import",
};

/** Groups the tasks of a user that failed permanently within a period, newest first. */
export async function collectFailures(parts: DigestParts, scope: Scope, period: Period): Promise<Failures> {
  const groups = new Map<string, FailureGroup>();
  let others = 0;
  for await (const task of eachFailure(parts, scope, period)) {
    const title = (titles[task.type] ?? task.type).slice(0, 200);
    const error =
      redactText(task.errorMessage ?? "")
        .trim()
        .slice(0, 500) || undefined;
    const key = JSON.stringify([title, error]);
    const group = groups.get(key);
    if (group) group.count++;
    else if (groups.size < maxGroups)
      groups.set(key, { title, count: 1, error, url: `${parts.url}/tasks/${encodeURIComponent(task.id)}` });
    else others++;
  }
  return { groups: [...groups.values()], others };
}

async function* eachFailure({ db }: DigestParts, scope: Scope, { since, before }: Period): AsyncGenerator<TaskRow> {
  let cursor: string | undefined;
  do {
    const page = await readTaskPage(db, scope, { kind: "failed", limit: 100, cursor });
    for (const row of page.rows) {
      const endedAtMs = row.finishedAtMs ?? 0;
      if (endedAtMs < since.getTime()) return;
      if (endedAtMs < before.getTime() && !isDigest(row)) yield row;
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** A digest that cannot be delivered must not cause another one, every night. */
function isDigest({ type, data }: TaskRow): boolean {
  return type === "EMAIL_SEND" && (data as { template?: unknown } | null)?.template === "failure-digest";
}
