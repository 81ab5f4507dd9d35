import { afterAll, beforeAll, expect, test } from "vitest";
import type { Email, EmailInbox } from "../../src/api/emailInbox.ts";
import { ana, ben, createTestCaller } from "./createTestCaller.ts";

const emails: Email[] = [];
const inbox: EmailInbox = {
  listEmails: async () => emails.map(({ text: _text, html: _html, ...summary }) => summary),
  readEmail: async (id) => emails.find((email) => email.id === id) ?? null,
};

let api: Awaited<ReturnType<typeof createTestCaller>>;
beforeAll(async () => {
  api = await createTestCaller({ inbox });
  const addFor = async ({ id }: typeof ana) => (await api.queue.addToQueue("EMAIL_SEND", {}, { ownerId: id })).id;
  emails.push(emailOf("m1", await addFor(ana)), emailOf("m2", await addFor(ben)), emailOf("m3", "cgonegonegone"));
});
afterAll(() => api.close());

function emailOf(id: string, taskId: string): Email {
  const receivedAt = "2026-01-01T00:00:00.000Z";
  return {
    id,
    taskId,
    from: "queue@example.com",
    to: ["a@b.test"],
    subject: id,
    receivedAt,
    text: "Hello",
    html: null,
  };
}

test("a user sees only the emails of their own tasks", async () => {
  const listed = await api.as(ana).inbox.listEmails();
  expect(listed).toMatchObject({ isEnabled: true, emails: [{ id: "m1", subject: "m1" }] });
  expect(listed.emails).toHaveLength(1);
});

test("a user's own email is read with its content", async () => {
  expect(await api.as(ben).inbox.readEmail({ id: "m2" })).toEqual(emails[1]);
});

test.each(["m2", "m3", "unknown"])("email %s, which is not the user's, is not found", async (id) => {
  await expect(api.as(ana).inbox.readEmail({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("without an inbox the list says so and no email is found", async () => {
  const other = await createTestCaller();
  expect(await other.as(ana).inbox.listEmails()).toEqual({ isEnabled: false, emails: [] });
  await expect(other.as(ana).inbox.readEmail({ id: "m1" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await other.close();
});
