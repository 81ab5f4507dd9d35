import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { createBuiltInWorkers } from "@package/queue/workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailStore } from "../src/inbox/mailStore.ts";
import { startEmailInbox } from "../src/inbox/startEmailInbox.ts";

let database: TestDatabase;
let dir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dir = await mkdtemp(join(tmpdir(), "queue-inbox-"));
});
afterAll(async () => {
  await database.drop();
  await rm(dir, { recursive: true });
});

const mailOf = (subject: string, headers = "X-Queue-Task: ctask0001") =>
  Buffer.from(`From: Queue <q@example.com>\r\nTo: a@example.com\r\nSubject: ${subject}\r\n${headers}\r\n\r\nHello\r\n`);

test("an email of a task arrives with the task's id, and is still there after a restart", async () => {
  const store = mailStore(join(dir, "arrives"));
  const inbox = await startEmailInbox(store);
  const workers = createBuiltInWorkers({
    db: database.db,
    mail: { url: inbox.url, from: "Queue <queue@example.com>" },
  });
  const queue = new QueueService(database.db, { workers });
  const variables = { title: "Grüße", text: "Hallo Ana" };
  const task = await queue.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "message", variables } as never);
  await queue.processJob(task.id);
  await queue.close();
  await workers[Symbol.asyncDispose]();
  await inbox.close();

  const [listed] = await mailStore(join(dir, "arrives")).listEmails();
  expect(listed).toMatchObject({ taskId: task.id, from: "Queue <queue@example.com>", to: ["ana@example.com"] });
  const mail = await mailStore(join(dir, "arrives")).readEmail(listed?.id as string);
  expect(mail?.text).toContain("Hallo Ana");
  expect(mail?.html).toContain("Hallo Ana");
  expect(Math.abs(Date.parse(mail?.receivedAt as string) - Date.now())).toBeLessThan(60_000);
});

test("emails are listed newest first, and the oldest are removed", async () => {
  const store = mailStore(join(dir, "bounded"), { maxMails: 3 });
  for (const subject of ["one", "two", "three", "four", "five"]) await store.add(mailOf(subject));
  const subjects = (await store.listEmails()).map((mail) => mail.subject);
  expect(subjects).toEqual(["five", "four", "three"]);
  expect(await readdir(join(dir, "bounded"))).toHaveLength(3);
});

test("an email that no task sent is stored and not listed", async () => {
  const store = mailStore(join(dir, "foreign"));
  await store.add(mailOf("other", "X-Other: 1"));
  expect(await store.listEmails()).toEqual([]);
  expect(await readdir(join(dir, "foreign"))).toHaveLength(1);
});

test.each(["../../etc/passwd", "unknown", "", "a/b"])("no email has the id %j", async (id) => {
  expect(await mailStore(dir).readEmail(id)).toBeNull();
});

test("a new inbox is empty", async () => {
  expect(await mailStore(join(dir, "none")).listEmails()).toEqual([]);
});

test("two inboxes on one machine use different ports", async () => {
  const first = await startEmailInbox(mailStore(dir));
  const second = await startEmailInbox(mailStore(dir));
  expect(first.url).not.toBe(second.url);
  await Promise.all([first.close(), second.close()]);
});
