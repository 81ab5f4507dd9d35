import { randomUUID } from "node:crypto";
import { createUserClient } from "@package/db/testing";
import { afterAll, expect, test } from "vitest";
import { ana, createCaller, createTestApi, insertRows } from "./createTestApi.ts";

const api = await createTestApi();
// Its sessions are in the zone of the database, which is not UTC.
const client = createUserClient(api.url);
afterAll(async () => {
  await client.$disconnect();
  await api.close();
});
const operator = { ...ana, role: "operator" };
const asAna = createCaller({ ...api.contextOf(ana), db: client });
const asOperator = createCaller({ ...api.contextOf(operator), db: client });

test("lists show the times of the rows and of the database, whatever the zone of the session is", async () => {
  const finishedAt = new Date("2026-03-04T05:06:07.089Z");
  const [done = "", waiting = ""] = await insertRows(api.db, [
    { owner: ana, status: "COMPLETED", finishedAt },
    { owner: ana },
  ]);
  await api.db.queueTask.update({
    where: { id: waiting },
    data: { scheduledFor: new Date("1850-01-02T03:04:05.678Z") },
  });
  const status = await asAna.queue.getQueueStatus();
  expect(status.completedTasks).toMatchObject([{ id: done, finishedAt: finishedAt.toISOString() }]);
  expect(status.pendingTasks).toMatchObject([{ id: waiting, scheduledFor: "1850-01-02T03:04:05.678Z" }]);
  expect(Math.abs(Date.parse(status.now) - Date.now())).toBeLessThan(60_000);
  const page = await asAna.queue.listTasks({});
  expect(page.tasks.map((task) => task.finishedAt)).toEqual([null, finishedAt.toISOString()]);
});

test("an infinite due time is shown as the latest Date", async () => {
  const [id] = await insertRows(api.db, [{ owner: ana, type: "EMAIL_SEND" }]);
  await api.db.$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = 'infinity' WHERE id = ${id}`;
  const { tasks } = await asAna.queue.listTasks({ type: "EMAIL_SEND" });
  expect(tasks).toMatchObject([{ id, scheduledFor: "+275760-09-13T00:00:00.000Z" }]);
});

test("the overview shows the times of the runners and of the database", async () => {
  const id = randomUUID();
  await api.db
    .$executeRaw`INSERT INTO "QueueRunner" (id, host, pid, types, concurrency) VALUES (${id}, 'h', 1, '{}', 1)`;
  const { runners, now } = await asOperator.queue.getOverview();
  const row = await api.db.queueRunner.findUniqueOrThrow({ where: { id } });
  expect(runners).toMatchObject([{ id, heartbeatAt: row.heartbeatAt.toISOString() }]);
  expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
});
