import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../src/testing/index.ts";

test("sessions that are terminated in the middle of transactions fail these, and not the process", async () => {
  const { url, db, drop } = await createTestDatabase();
  const terminator = new pg.Client(url);
  await terminator.connect();
  onTestFinished(async () => {
    await terminator.end();
    await drop();
  });
  const failures: unknown[] = [];
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  let isOver = false;
  const transact = async () => {
    while (!isOver) {
      await db.$transaction((tx) => tx.$queryRaw`SELECT 1`).catch((error: unknown) => failures.push(error));
    }
  };
  const loops = Array.from({ length: 8 }, transact);
  for (let round = 0; round < 40; round++) {
    await terminator.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await sleep(50);
  }
  isOver = true;
  await Promise.all(loops);
  expect(failures.length).toBeGreaterThan(0);
  expect(uncaught).toEqual([]);
});
