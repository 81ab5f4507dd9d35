import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { diskStorage, hashForKey } from "@package/queue/workers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CleanUp } from "../src/cleanUp/CleanUp.ts";
import { removeExpiredSessions, removeImportErrors } from "../src/cleanUp/removeRows.ts";
import { removeUnusedFiles } from "../src/cleanUp/removeUnusedFiles.ts";
import { startCleanUp } from "../src/cleanUp/startCleanUp.ts";

let database: TestDatabase;
let dir: string;
let parts: CleanUp;
const storage = () => diskStorage(dir);
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "queue-clean-up-"));
  parts = { db: database.db, storage: storage(), isStopping: () => false };
  await database.db.queueTask.deleteMany();
  return () => rm(dir, { recursive: true });
});
afterAll(() => database.drop());

const addTask = (data: object, more: object = {}) =>
  database.db.queueTask.create({ data: { type: "T", data, ownerId: "ana", failedProviders: [], ...more } });
const ended = { status: "COMPLETED", finishedAt: new Date() } as const;

async function addFile(key: string, hoursOld = 25): Promise<string> {
  await storage().write(key, Buffer.from("x"));
  const at = new Date(Date.now() - hoursOld * 3_600_000);
  await utimes(join(dir, key), at, at);
  return key;
}

async function listKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage().list("uploads")) keys.push(key);
  return keys.sort();
}

test("an upload without a task is removed after a day", async () => {
  await addFile("uploads/ana/originals/old.csv");
  await addFile("uploads/ana/originals/new.csv", 23);
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual(["uploads/ana/originals/new.csv"]);
});

test("a file in the data or the result of a task stays, at any depth and in any status", async () => {
  const keys = [1, 2, 3, 4].map((n) => `uploads/ana/originals/${n}.csv`);
  for (const key of keys) await addFile(key);
  await addTask({ fileUrl: `upload:${keys[0]}` });
  await addTask({ imageUrl: `upload:${keys[1]}` }, ended);
  await addTask({ attachments: [{ file: `upload:${keys[2]}` }] }, ended);
  await addTask({}, { ...ended, result: { url: `upload:${keys[3]}` } });
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual(keys);
  await database.db.queueTask.deleteMany();
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual([]);
});

test("a file that a task stored stays until the task is deleted", async () => {
  const task = await addTask({});
  const copy = await addFile(`uploads/ana/imports/${hashForKey(task.id)}.csv`);
  const image = await addFile(`uploads/ana/pictures/${hashForKey(task.id)}.webp`);
  await addFile(`uploads/ana/imports/${hashForKey("another")}.csv`);
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual([copy, image]);
});

test("files of different users are separate", async () => {
  const [anas, bens] = ["uploads/ana/originals/a.csv", "uploads/ben/originals/a.csv"];
  for (const key of [anas, bens]) await addFile(key);
  await addTask({ fileUrl: `upload:${bens}` }, { ownerId: "ben" });
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual([bens]);
});

test("files outside of users' folders, and of users whose ids are not in the keys, stay", async () => {
  const hashed = await addFile("uploads/id-0123456789abcdef0123456789abcdef/originals/a.csv");
  await addFile("shared/originals/a.csv");
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual([hashed]);
  expect(await storage().exists("shared/originals/a.csv")).toBe(true);
});

test("a server without files has nothing to remove", async () => {
  await removeUnusedFiles(parts);
  expect(await listKeys()).toEqual([]);
});

test("a stopping clean-up removes nothing", async () => {
  const key = await addFile("uploads/ana/originals/old.csv");
  await removeUnusedFiles({ ...parts, isStopping: () => true });
  expect(await listKeys()).toEqual([key]);
});

test("expired sessions and verifications are removed, others stay", async () => {
  const { db } = database;
  const times = { createdAt: new Date(), updatedAt: new Date() };
  await db.user.create({ data: { id: "u", name: "U", email: "u@example.com", ...times } });
  const [past, future] = [new Date(Date.now() - 1_000), new Date(Date.now() + 60_000)];
  const expiries = [...Array.from({ length: 1_500 }, () => past), future];
  await db.session.createMany({
    data: expiries.map((expiresAt, n) => ({ id: `${n}`, token: `${n}`, userId: "u", expiresAt, ...times })),
  });
  await db.verification.createMany({
    data: [past, future].map((expiresAt, n) => ({ id: `${n}`, identifier: "i", value: "v", expiresAt, ...times })),
  });
  await removeExpiredSessions(parts);
  expect((await db.session.findMany()).map(({ id }) => id)).toEqual(["1500"]);
  expect((await db.verification.findMany()).map(({ id }) => id)).toEqual(["1"]);
});

test("refused rows of an import are removed with its task, and its contacts stay", async () => {
  const { db } = database;
  const { id } = await addTask({});
  for (const importId of [id, "gone"]) {
    await db.contactImportError.create({ data: { importId, rowNumber: 1, message: "no address" } });
    await db.contact.create({ data: { importId, rowNumber: 2, email: "a@example.com" } });
  }
  await removeImportErrors(parts);
  expect((await db.contactImportError.findMany()).map(({ importId }) => importId)).toEqual([id]);
  expect(await db.contact.count()).toBe(2);
});

test("a clean-up that never ran can be closed", async () => {
  await startCleanUp(parts).close();
});
