import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

/** Responds to /reports/404 with the status 404, and so on. */
const service = createServer((request, response) => {
  response.writeHead(Number(request.url?.split("/").at(-1))).end();
});
await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
vi.stubEnv("REPORTS_URL", `http://127.0.0.1:${(service.address() as AddressInfo).port}/reports`);

const database = await openExampleDatabase();
const { queue } = await import("../handleFailures.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

test.each([
  ["200", { status: "COMPLETED", attempts: 1, result: { bytes: 0 } }],
  ["202", { status: "PENDING", attempts: 0, snoozeCount: 1 }],
  ["404", { status: "MAX_RETRIES_REACHED", attempts: 1, terminalReason: "UNRECOVERABLE" }],
  ["500", { status: "FAILED", attempts: 1, terminalReason: null }],
])("the service responds with %s", async (reportId, expected) => {
  const { id } = await queue.addToQueue("FETCH_REPORT", { reportId });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject(expected);
});
