import { afterAll, expect, test } from "vitest";
import { createPrismaClient } from "../src/index.ts";
import { createTestDatabase } from "../src/testing/index.ts";

const { url, db, drop } = await createTestDatabase();
const here = createPrismaClient(`${url}?options=${encodeURIComponent("-c timezone=America/New_York")}`);
afterAll(async () => {
  await here.$disconnect();
  await drop();
});

test("a clone of the template is in another zone and style of dates than most databases", async () => {
  const rows =
    await db.$queryRaw`SELECT s.setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
    WHERE d.datname = current_database()`;
  expect(rows).toEqual([{ setconfig: ["TimeZone=Asia/Kolkata", "DateStyle=German"] }]);
});

test.each([
  ["of the database", db],
  ["of the URL", here],
])("sessions of a client are in UTC and speak ISO, whatever the settings %s are", async (_, client) => {
  const [session] = await client.$queryRaw<unknown[]>`SELECT current_setting('timezone') AS zone,
    current_setting('datestyle') AS style, '2026-01-02T03:04:05Z'::timestamptz AS time`;
  expect(session).toEqual({
    zone: "UTC",
    style: expect.stringMatching(/^ISO/),
    time: new Date("2026-01-02T03:04:05Z"),
  });
});

test("a time that a client writes is that time in the database, and comes back as it was", async () => {
  const pausedAt = new Date("2026-07-08T09:10:11.012Z");
  await db.queueGate.create({ data: { type: "TIMED", pausedAt } });
  const [row] = await db.$queryRaw<
    [{ ms: number }]
  >`SELECT (extract(epoch FROM "pausedAt") * 1000)::float8 AS ms FROM "QueueGate" WHERE type = 'TIMED'`;
  expect(row.ms).toBe(pausedAt.getTime());
  expect((await db.queueGate.findUniqueOrThrow({ where: { type: "TIMED" } })).pausedAt).toEqual(pausedAt);
});
