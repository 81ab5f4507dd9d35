import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

/** Charges once per key. The first response for a key is lost. */
const charges = new Map<string, string>();
let requests = 0;
const payments = createServer((request, response) => {
  requests++;
  const key = String(request.headers["idempotency-key"]);
  const isFirst = !charges.has(key);
  if (isFirst) charges.set(key, `charge-${charges.size + 1}`);
  request.resume();
  response.writeHead(isFirst ? 502 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify({ chargeId: charges.get(key) }));
});
await new Promise<void>((resolve) => payments.listen(0, "127.0.0.1", resolve));
process.env.PAYMENTS_URL = `http://127.0.0.1:${(payments.address() as AddressInfo).port}/charges`;

const database = await openExampleDatabase();
const { queue } = await import("../repeatSafely.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
  payments.closeAllConnections();
  await new Promise((resolve) => payments.close(resolve));
});

test("an attempt whose response was lost is repeated, and the customer is charged once", async () => {
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("CHARGE_ORDER", { orderId: "order-1", cents: 4_900 });
  expect(await queue.waitForTask(id)).toMatchObject({
    status: "COMPLETED",
    attempts: 2,
    result: { chargeId: "charge-1" },
  });
  expect(requests).toBe(2);
  expect(charges.size).toBe(1);
});
