import type { PrismaClient } from "@package/db";
import type { Page } from "playwright-core";

const words: Readonly<Record<string, string>> = {
  PENDING: "Waiting",
  PROCESSING: "Processing",
  FAILED: "Will retry",
  COMPLETED: "Completed",
  MAX_RETRIES_REACHED: "Failed",
  CANCELLED: "Cancelled",
};
const kinds: Readonly<Record<string, string>> = {
  PENDING: "pending",
  PROCESSING: "processing",
  FAILED: "retrying",
  COMPLETED: "completed",
  MAX_RETRIES_REACHED: "failed",
  CANCELLED: "cancelled",
};

/**
 * Compares "My tasks" with the database: tabs, rows, toasts, the pill, and the title of the browser's tab. Returns each difference.
 * For tasks that are all due at once, and a moment at which none changes.
 */
export async function findUntruths(page: Page, db: PrismaClient, ownerId: string): Promise<string[]> {
  const tasks = await db.queueTask.findMany({ where: { ownerId }, select: { id: true, status: true } });
  const statusOf = new Map(tasks.map(({ id, status }) => [id, status as string]));
  const count = (...statuses: string[]) => tasks.filter(({ status }) => statuses.includes(status)).length;
  const active = count("PENDING", "PROCESSING", "FAILED");
  const running = count("PROCESSING");
  const wanted: Record<string, number> = {
    All: tasks.length,
    Active: active,
    Scheduled: 0,
    "Will retry": count("FAILED"),
    Completed: count("COMPLETED"),
    Failed: count("MAX_RETRIES_REACHED"),
    Cancelled: count("CANCELLED"),
  };
  const shown = await readPage(page);
  const untruths: string[] = [];
  for (const [tab, number] of Object.entries(shown.tabs)) {
    const expected = formatCount(wanted[tab] ?? 0);
    if (number !== expected) untruths.push(`tab ${tab}: ${number} instead of ${expected}`);
  }
  for (const { id, state } of shown.rows) {
    // The row of a task that is no longer listed may stay under the pointer. It claims nothing.
    if (state === "–") continue;
    const expected = words[statusOf.get(id) ?? ""];
    if (state !== expected) untruths.push(`row ${id}: ${state} instead of ${expected}`);
  }
  for (const { id, kind } of shown.toasts) {
    const expected = kinds[statusOf.get(id) ?? ""];
    if (kind !== expected) untruths.push(`toast ${id}: ${kind} instead of ${expected}`);
  }
  if (shown.pill !== null && active === 0) untruths.push(`pill: ${shown.pill}`);
  const isBusyTitle = shown.title !== "My tasks · Queue";
  if (isBusyTitle !== running > 0) untruths.push(`title: ${shown.title} with ${running} running`);
  return untruths;
}

async function readPage(page: Page) {
  return await page.evaluate(() => {
    const tabs: Record<string, string> = {};
    for (const link of document.querySelectorAll("nav[aria-label='Tasks by status'] a"))
      tabs[link.firstChild?.textContent ?? ""] = link.querySelector("span")?.textContent ?? "";
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
    return {
      tabs,
      rows: all("[data-task-row]").map((row) => ({
        id: row.dataset.taskRow ?? "",
        state: row.firstElementChild?.textContent ?? "",
      })),
      toasts: all("[data-task-id]").map(({ dataset }) => ({ id: dataset.taskId ?? "", kind: dataset.kind ?? "" })),
      pill: document.querySelector(".queue-pill")?.textContent ?? null,
      title: document.title,
    };
  });
}

/** The server stops counting at 1,001. */
const formatCount = (count: number) => (count > 1_000 ? "1,000+" : count.toLocaleString("en"));
