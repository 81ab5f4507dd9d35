import { queryOnce } from "../servers/queryOnce.ts";

/** Whether `QueueTask` has a row that is waiting or running. */
export async function hasUnfinishedRows(url: string): Promise<boolean> {
  const [row] = await queryOnce<{ has: boolean }>(
    url,
    `SELECT EXISTS (SELECT FROM "QueueTask" WHERE status IN ('PENDING', 'FAILED'))
      OR EXISTS (SELECT FROM "QueueTask" WHERE status = 'PROCESSING') AS has`,
  );
  return row?.has === true;
}
