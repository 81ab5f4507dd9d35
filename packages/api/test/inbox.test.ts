import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mail, MailInbox } from "../src/index.ts";
import { ana, ben, createTestApi, insertRows } from "./createTestApi.ts";

const mails: Mail[] = [];
const inbox: MailInbox = {
  listMails: async () => mails.map(({ text: _text, html: _html, ...summary }) => summary),
  readMail: async (id) => mails.find((mail) => mail.id === id) ?? null,
};

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi({ inbox });
  const [anasTask, bensTask] = await insertRows(api.db, [{ owner: ana }, { owner: ben }]);
  mails.push(mailOf("m1", anasTask as string), mailOf("m2", bensTask as string), mailOf("m3", "cgonegonegone"));
});
afterAll(() => api.close());

function mailOf(id: string, taskId: string): Mail {
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

test("a user sees the mails of the own tasks alone", async () => {
  const listed = await api.as(ana).inbox.listMails();
  expect(listed).toMatchObject({ isEnabled: true, mails: [{ id: "m1", subject: "m1" }] });
  expect(listed.mails).toHaveLength(1);
});

test("the own mail is read whole", async () => {
  expect(await api.as(ben).inbox.readMail({ id: "m2" })).toEqual(mails[1]);
});

test.each(["m2", "m3", "unknown"])("mail %s, which is not the user's, is not found", async (id) => {
  await expect(api.as(ana).inbox.readMail({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("without an inbox the list says so and no mail is found", async () => {
  const other = await createTestApi();
  expect(await other.as(ana).inbox.listMails()).toEqual({ isEnabled: false, mails: [] });
  await expect(other.as(ana).inbox.readMail({ id: "m1" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await other.close();
});
