import { db } from "@package/db";
import type { TransactionClient } from "@package/queue";
import { queue } from "./queue.ts";

/** Adds the task in the transaction of the caller. A client, or a transaction of another client, is a compile error. */
export function chargeInTransaction(tx: TransactionClient, orderId: string, email: string) {
  return queue.addToQueue("CHARGE_ORDER", { orderId, email, cents: 1_999 }, { tx });
}

/** Charges an order, and returns the id of the task that sends its receipt. */
export async function chargeNow(orderId: string, email: string): Promise<string | undefined> {
  const task = await db.$transaction((tx) => chargeInTransaction(tx, orderId, email));
  const charged = await queue.waitForTask(task); // with the types of the task
  return charged.result?.receiptTaskId;
}

/** Returns the subject of a receipt; null if no task to send a receipt has this id. */
export async function readSubject(taskId: string): Promise<string | null> {
  const receipt = await queue.readFromQueue(taskId, { type: "SEND_RECEIPT" });
  return receipt?.result?.subject ?? null;
}

/** Adds both tasks or none. Each returned task has the types of its entry. */
export async function chargeAgain(orderId: string, email: string) {
  const [charge, receipt] = await queue.addManyToQueue([
    { type: "CHARGE_ORDER", data: { orderId, email, cents: 500 } },
    { type: "SEND_RECEIPT", data: { orderId, to: email }, delayMs: 60_000 },
  ]);
  return { cents: charge.data.cents, sentTo: receipt.data.to };
}
