import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { createBuiltInWorkers } from "@package/queue/workers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readNextPeriod, takePeriod } from "../../src/digest/digestPeriod.ts";
import { nightlyDigest } from "../../src/digest/nightlyDigest.ts";

const hour = 3_600_000;
let database: TestDatabase;
let queue: ReturnType<typeof openQueue>;

function openQueue() {
  const { db } = database;
  const { workers } = nightlyDigest({ db, url: "https://queue.example.com" }, "UTC");
  return new QueueService(db, { workers: { ...createBuiltInWorkers({ db }), ...workers } });
}

beforeAll(async () => {
  database = await createTestDatabase();
  const times = { createdAt: new Date(), updatedAt: new Date() };
  for (const name of ["Ana", "Ben", "Two\r\nLines"]) {
    const id = name.slice(0, 3).toLowerCase();
    await database.db.user.create({ data: { id, name, email: `${id}@example.com`, ...times } });
  }
  queue = openQueue();
});
beforeEach(async () => {
  await database.db.queueTask.deleteMany();
  await database.db.failureDigest.deleteMany();
});
afterAll(async () => {
  await queue.close();
  await database.drop();
});

let ids = 0;
const fail = (ownerId: string, type: string, errorMessage: string, more: object = {}) =>
  database.db.queueTask.create({
    data: {
      ...{ id: `cfail${String(++ids).padStart(6, "0")}`, ownerId, type, errorMessage, data: {}, failedProviders: [] },
      ...{ status: "MAX_RETRIES_REACHED", finishedAt: new Date(Date.now() - hour + ids), ...more },
    },
  });

async function runDigest() {
  const { id } = await queue.addToQueue("FAILURE_DIGEST", {});
  await queue.processJob(id);
  return (await queue.readFromQueue(id))?.result;
}

const emails = () => database.db.queueTask.findMany({ where: { type: "EMAIL_SEND", status: "PENDING" } });

test("each user with failures gets one email about the user's own tasks, grouped by what failed and why", async () => {
  await fail("ana", "CONTACT_IMPORT", "The file is not UTF-8.");
  const newest = await fail("ana", "CONTACT_IMPORT", "The file is not UTF-8.");
  const photo = await fail("ana", "IMAGE_PROCESS", "cannot open https://u:hunter2@example.com/a.png");
  await fail("ben", "EMAIL_SEND", "");
  await fail("nobody", "EMAIL_SEND", "This owner is no user.");
  await fail("ana", "IMAGE_PROCESS", "cancelled", { status: "CANCELLED" });
  expect(await runDigest()).toEqual({ emails: 2 });
  const sent = await emails();
  expect(sent.map(({ ownerId, data }) => [ownerId, data])).toEqual([
    [
      "ana",
      {
        to: "ana@example.com",
        template: "failure-digest",
        variables: {
          name: "Ana",
          others: 0,
          url: "https://queue.example.com/?show=failed",
          failures: [
            {
              title: "Photo",
              count: 1,
              error: "cannot open https://[redacted]@example.com/a.png",
              url: `https://queue.example.com/tasks/${photo.id}`,
            },
            {
              title: "Contact import",
              count: 2,
              error: "The file is not UTF-8.",
              url: `https://queue.example.com/tasks/${newest.id}`,
            },
          ],
        },
      },
    ],
    ["ben", expect.objectContaining({ to: "ben@example.com" })],
  ]);
});

test("a digest that runs again, also after its emails were sent, repeats no failure", async () => {
  await fail("ana", "IMAGE_PROCESS", "first");
  await runDigest();
  await database.db.queueTask.deleteMany({ where: { type: "EMAIL_SEND" } });
  await runDigest();
  expect(await emails()).toEqual([]);
});

test("the next digest begins where the one before has ended", async () => {
  await fail("ana", "IMAGE_PROCESS", "long ago");
  const since = new Date(Date.now() - hour / 2);
  await database.db.failureDigest.create({ data: { since: new Date(since.getTime() - hour), before: since } });
  await fail("ana", "IMAGE_PROCESS", "since then", { finishedAt: since });
  await runDigest();
  const [email] = await emails();
  expect(JSON.stringify(email?.data)).toContain("since then");
  expect(JSON.stringify(email?.data)).not.toContain("long ago");
  expect(await database.db.failureDigest.findMany()).toEqual([{ since, before: expect.any(Date) }]);
});

test("of two digests that begin at the same moment, only one adds its emails", async () => {
  const { db } = database;
  const period = await readNextPeriod(db);
  if (!period) throw new Error("A day has passed.");
  await db.$transaction((tx) => takePeriod(tx, period));
  await expect(db.$transaction((tx) => takePeriod(tx, period))).rejects.toMatchObject({ code: "P2002" });
});

test("more than 100 failures of more than 20 kinds are all counted", async () => {
  for (let n = 0; n < 130; n++) await fail("ana", `KIND_${n % 26}`, "x".repeat(800));
  await runDigest();
  const [email] = await emails();
  const data = email?.data as { variables: { failures: { count: number }[]; others: number } } | undefined;
  const { failures = [], others = 0 } = data?.variables ?? {};
  expect(failures).toHaveLength(20);
  expect(failures.reduce((sum, { count }) => sum + count, others)).toBe(130);
});

test("a digest that could not be delivered causes no other digest", async () => {
  await fail("ana", "EMAIL_SEND", "refused", { data: { to: "ana@example.com", template: "failure-digest" } });
  expect(await runDigest()).toEqual({ emails: 0 });
});

test("a user whose name has several lines is greeted in one", async () => {
  await fail("two", "IMAGE_PROCESS", "why");
  await runDigest();
  expect(await emails()).toMatchObject([{ data: { variables: { name: "Two Lines" } } }]);
});
