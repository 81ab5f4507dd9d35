import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InvalidTaskDataError } from "../../src/index.ts";
import { createBuiltInWorkers, diskStorage, type FileStorage } from "../../src/workers/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { createPhoto } from "./createImages.ts";
import { createCsv } from "./setUpImports.ts";
import { type MailServer, startMailServer } from "./startMailServer.ts";

const queues = setUpTestQueues();
let folder: string;
let storage: FileStorage;
let server: MailServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "project-"));
  storage = diskStorage(folder);
  server = await startMailServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function openQueue() {
  const mail = { url: server.url, from: "hello@acme.example" };
  return queues.open(createBuiltInWorkers({ db: queues.database.db, storage, mail }));
}

test("an email is sent by processing its task", async () => {
  const queue = openQueue();
  const data = { to: "user@example.com", subject: "Welcome", template: "welcome-email" } as const;
  const task = await queue.addToQueue("EMAIL_SEND", data, { maxAttempts: 3, priority: 1 });
  const settled = await queue.processJob(task.id);
  expect(settled).toMatchObject({ status: "COMPLETED", result: { to: "user@example.com", subject: "Welcome" } });
  expect(server.emails).toHaveLength(1);
  expect(server.emails[0]?.source).toContain(`X-Queue-Task: ${task.id}`);
});

test("a user's image is converted into a file of that user", async () => {
  const queue = openQueue();
  await storage.write("uploads/user-1/originals/photo.jpg", await createPhoto(320, 200));
  const imageUrl = "upload:uploads/user-1/originals/photo.jpg";
  const reference = { id: "user-1", type: "User" };
  const data = { imageUrl, options: { resize: true, format: "webp" } } as const;
  const task = await queue.addToQueue("IMAGE_PROCESS", data, { reference });
  const settled = await queue.processJob(task.id);
  expect(settled).toMatchObject({ status: "COMPLETED", progress: 100, result: { format: "webp", width: 320 } });
  const key = (settled?.result as { key: string } | undefined)?.key ?? "";
  expect(key).toMatch(/^uploads\/user-1\/pictures\//);
  expect(await storage.exists(key)).toBe(true);
});

test("contacts are imported by a runner", async () => {
  const queue = openQueue();
  await storage.write("uploads/user-1/originals/contacts.csv", Buffer.from(createCsv(2_500)));
  const fileUrl = "upload:uploads/user-1/originals/contacts.csv";
  const task = await queue.addToQueue("CONTACT_IMPORT", { fileUrl }, { ownerId: "user-1" });
  const runner = await queue.start({ concurrency: 2 });
  const settled = await queue.waitForTask(task.id, { timeoutMs: 20_000 });
  await runner.stop();
  expect(settled).toMatchObject({ status: "COMPLETED", result: { rows: 2_500, imported: 2_500, rejected: 0 } });
  expect(await queues.database.db.contact.count({ where: { importId: task.id, ownerId: "user-1" } })).toBe(2_500);
});

test("a file that is not an image fails permanently at its first attempt", async () => {
  const queue = openQueue();
  await storage.write("uploads/user-1/originals/photo.jpg", Buffer.from("this is a text"));
  const imageUrl = "upload:uploads/user-1/originals/photo.jpg";
  const task = await queue.addToQueue("IMAGE_PROCESS", { imageUrl }, { maxAttempts: 5 });
  await expect(queue.processJob(task.id)).rejects.toThrow("The file is a text file, not an image.");
  expect(await queue.readFromQueue(task.id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    attempts: 1,
    errorMessage: "The file is a text file, not an image.",
  });
});

test("wrong data is refused before anything is added", async () => {
  const queue = openQueue();
  const wrong = queue.addToQueue("EMAIL_SEND", { to: "nobody", template: "welcome" });
  await expect(wrong).rejects.toThrow(InvalidTaskDataError);
  await expect(wrong).rejects.toThrow("data.to: Must be one email address");
  expect(await queues.database.db.queueTask.count()).toBe(0);
});
