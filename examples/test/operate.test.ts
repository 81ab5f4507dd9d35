import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue, server } = await import("../operate.ts");
let url = "";
beforeAll(async () => {
  await queue.schedules.upsert({ name: "monthly", type: "SEND_REPORT", data: {}, cron: "0 3 1 * *" });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await queue.close();
  await database.drop();
});

const send = (path: string, email?: string, init: RequestInit = {}) =>
  fetch(url + path, {
    redirect: "manual",
    ...init,
    headers: { origin: url, "content-type": "application/json", ...(email ? { "x-signed-in-as": email } : {}) },
  });

test("visitors are sent to the sign-in, users are refused, and operators get the dashboard", async () => {
  const statuses = [];
  for (const email of [undefined, "ana@example.com", "vera@example.com", "olga@example.com"])
    statuses.push((await send("/operate/", email)).status);
  expect(statuses).toEqual([302, 401, 200, 200]);
  expect(await (await send("/other")).text()).toBe("the rest of your app");
});

test("a viewer sees the schedules, and only an operator runs one", async () => {
  const run = { method: "POST", body: JSON.stringify({ name: "monthly" }) };
  expect(await (await send("/operate/api/schedules.list?input={}", "vera@example.com")).text()).toContain("monthly");
  expect((await send("/operate/api/schedules.runNow", "vera@example.com", run)).status).toBe(403);
  expect((await send("/operate/api/schedules.runNow", "olga@example.com", run)).status).toBe(200);
  expect((await queue.listAudit({ name: "monthly" })).items[0]).toMatchObject({ actor: "olga@example.com" });
});
