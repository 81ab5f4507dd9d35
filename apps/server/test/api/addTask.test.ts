import { ownedStorageKey } from "@package/queue/workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ana, ben, createTestCaller } from "./createTestCaller.ts";

let api: Awaited<ReturnType<typeof createTestCaller>>;
beforeAll(async () => {
  api = await createTestCaller();
});
afterAll(() => api.close());

const upload = (userId: string, name: string) => `upload:${ownedStorageKey(userId, "uploads", name)}`;

test("an uploaded image is added for the session's user", async () => {
  const task = await api.as(ana).tasks.addImageProcess({ imageUrl: upload(ana.id, "cat.jpg") });
  expect(task).toMatchObject({ type: "IMAGE_PROCESS", status: "PENDING", attempts: 0, rev: expect.any(Number) });
  const row = await api.db.queueTask.findUniqueOrThrow({ where: { id: task.id } });
  expect(row.ownerId).toBe(ana.id);
});

test("an email and an import are added as well", async () => {
  const email = { to: "x@example.com", template: "welcome" } as const;
  expect(await api.as(ana).tasks.addEmail(email)).toMatchObject({ type: "EMAIL_SEND" });
  const fileUrl = upload(ana.id, "people.csv");
  expect(await api.as(ana).tasks.addContactImport({ fileUrl })).toMatchObject({ type: "CONTACT_IMPORT" });
});

test("another user's upload is not found, and nothing is added", async () => {
  const before = await api.db.queueTask.count();
  const url = upload(ben.id, "secret.jpg");
  await expect(api.as(ana).tasks.addImageProcess({ imageUrl: url })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(api.as(ana).tasks.addContactImport({ fileUrl: url })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await api.db.queueTask.count()).toBe(before);
});

test.each([
  ["an address that is none", { imageUrl: "not a url" }],
  ["a file on the server's disk", { imageUrl: "file:///etc/passwd" }],
  ["an upload outside of the storage", { imageUrl: `upload:users/${ana.id}/../user-ben/uploads/a.jpg` }],
  ["a field that does not exist", { imageUrl: "https://example.com/a.jpg", ownerId: ben.id }],
])("%s is refused", async (_what, input) => {
  await expect(api.as(ana).tasks.addImageProcess(input)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("an email with a field that does not exist is refused", async () => {
  const email = { to: "x@example.com", template: "welcome", bcc: "y@example.com" } as const;
  await expect(api.as(ana).tasks.addEmail(email)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a user above the limit of changes gets the seconds to wait, nothing is added, and reading still works", async () => {
  const before = await api.db.queueTask.count();
  const countChange = async (userId: string) => (userId === ana.id ? 7 : null);
  const as = (user: typeof ana) => api.as(user, { countChange });
  const email = { to: "x@example.com", template: "welcome" } as const;
  await expect(as(ana).tasks.addEmail(email)).rejects.toMatchObject({
    code: "TOO_MANY_REQUESTS",
    message: expect.stringContaining("in 7 s"),
  });
  expect(await api.db.queueTask.count()).toBe(before);
  await as(ana).queue.getQueueStatus();
  await as(ben).tasks.addEmail(email);
});
