import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { InvalidOptionsError, UnrecoverableError } from "../../src/domain/errors/errors.ts";
import { createEmailSender, type EmailSender } from "../../src/workers/emailSend/createEmailSender.ts";
import { createEmailSendWorker } from "../../src/workers/emailSend/emailSend.ts";
import { emailSendInput } from "../../src/workers/emailSend/emailSendInput.ts";
import { startMailServer } from "./startMailServer.ts";
import { createTestContext } from "./testContext.ts";

const from = "Acme <hello@acme.example>";
let sender: EmailSender | undefined;
afterEach(() => sender?.close());

function run(url: string, data: unknown, context = createTestContext()) {
  sender ??= createEmailSender({ url, from });
  return createEmailSendWorker(sender).run(emailSendInput.parse(data), context);
}
afterEach(() => {
  sender = undefined;
});

function headerOf(source: string, name: string): string | undefined {
  const head = source.split("\r\n\r\n", 1)[0]?.replaceAll(/\r\n[\t ]+/g, " ") ?? "";
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1];
}

function codeError(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}

test("an email arrives with text, HTML, subject and the id of its task", async () => {
  await using server = await startMailServer();
  const context = createTestContext({ id: "ckm1" });
  const variables = { name: "Ana & <Bo>", product: "Acme" };
  const result = await run(server.url, { to: "user@example.com", template: "welcome", variables }, context);

  expect(server.emails).toHaveLength(1);
  const email = server.emails[0] as (typeof server.emails)[number];
  expect(email).toMatchObject({ from: "hello@acme.example", to: ["user@example.com"] });
  expect(headerOf(email.source, "From")).toBe(from);
  expect(headerOf(email.source, "To")).toBe("user@example.com");
  expect(headerOf(email.source, "Subject")).toBe("Welcome to Acme");
  expect(headerOf(email.source, "X-Queue-Task")).toBe("ckm1");
  expect(headerOf(email.source, "Message-ID")).toBe(result.messageId);
  expect(headerOf(email.source, "Content-Type")).toContain("multipart/alternative");
  expect(email.source).toContain("Hello Ana & <Bo>,");
  expect(email.source.replaceAll("=\r\n", "")).toContain("<p>Hello Ana &#38; &#60;Bo&#62;,</p>");
  expect(result).toEqual({
    messageId: expect.stringMatching(/^<[0-9a-f]{32}@acme\.example>$/),
    to: "user@example.com",
    subject: "Welcome to Acme",
    response: expect.stringContaining("kept"),
  });
  expect(context.reports.at(-1)).toEqual({ percent: 100, note: "Sent to user@example.com" });
});

test("every attempt of a task sends the same Message-ID, another task another", async () => {
  await using server = await startMailServer();
  const data = { to: "user@example.com", template: "welcome" };
  const first = await run(server.url, data, createTestContext({ id: "one", attempt: 1 }));
  const again = await run(server.url, data, createTestContext({ id: "one", attempt: 2 }));
  const other = await run(server.url, data, createTestContext({ id: "two" }));
  expect(again.messageId).toBe(first.messageId);
  expect(other.messageId).not.toBe(first.messageId);
});

test("an email can contain letters of any language", async () => {
  await using server = await startMailServer();
  await run(server.url, {
    to: "user@example.com",
    subject: "Grüße 你好",
    template: "message",
    variables: { text: "Straße" },
  });
  const source = server.emails[0]?.source ?? "";
  const words = [...(headerOf(source, "Subject") ?? "").matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi)];
  const subject = words.map(([, kind, word = ""]) =>
    kind?.toUpperCase() === "B" ? Buffer.from(word, "base64").toString() : decodeQuoted(word.replaceAll("_", " ")),
  );
  expect(subject.join("")).toBe("Grüße 你好");
  expect(source).toContain("Stra=C3=9Fe");
});

function decodeQuoted(word: string): string {
  return Buffer.from(
    word.replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}

test("emails share a connection", async () => {
  await using server = await startMailServer();
  const data = { to: "user@example.com", template: "welcome" };
  for (const id of ["a", "b", "c"]) await run(server.url, data, createTestContext({ id }));
  expect(server.emails).toHaveLength(3);
  expect(server.connections()).toBe(1);
});

test("a closed sender disconnects, and connects again for the next email", async () => {
  await using server = await startMailServer();
  const data = { to: "user@example.com", template: "welcome" };
  await run(server.url, data);
  await sender?.close();
  await vi.waitUntil(() => server.openConnections() === 0);
  await run(server.url, data);
  expect(server.emails).toHaveLength(2);
  expect(server.connections()).toBe(2);
});

test("a recipient that the server refuses fails the task permanently, with the server's response", async () => {
  await using server = await startMailServer({
    onRcptTo: (_address, _session, callback) => callback(codeError("No such user here", 550)),
  });
  const refused = run(server.url, { to: "nobody@example.com", template: "welcome" });
  await expect(refused).rejects.toThrow(UnrecoverableError);
  await expect(refused).rejects.toThrow(/refuses the email to nobody@example\.com: 550 No such user here/);
});

test("an email that the server refuses after reading it fails the task permanently", async () => {
  await using server = await startMailServer({
    onData: (stream, _session, callback) => {
      stream.resume().on("end", () => callback(codeError("Looks like spam", 554)));
    },
  });
  const refused = run(server.url, { to: "user@example.com", template: "welcome" });
  await expect(refused).rejects.toThrow(UnrecoverableError);
  await expect(refused).rejects.toThrow("554 Looks like spam");
});

test("an email that the server defers is retried", async () => {
  await using server = await startMailServer({
    onRcptTo: (_address, _session, callback) => callback(codeError("Greylisted, come back", 450)),
  });
  const deferred = run(server.url, { to: "user@example.com", template: "welcome" });
  await expect(deferred).rejects.toThrow("currently refuses the email to user@example.com: 450 Greylisted, come back");
  await expect(deferred).rejects.not.toBeInstanceOf(UnrecoverableError);
});

test("an email is retried when its server is unreachable", async () => {
  const url = await (async () => {
    await using server = await startMailServer();
    return server.url;
  })();
  const failed = run(url, { to: "user@example.com", template: "welcome" });
  await expect(failed).rejects.toThrow(`The mail server ${new URL(url).host} is unreachable`);
  await expect(failed).rejects.not.toBeInstanceOf(UnrecoverableError);
});

test("a wrong password is not part of the error", async () => {
  await using server = await startMailServer({
    disabledCommands: ["STARTTLS"],
    onAuth: (_auth, _session, callback) => callback(codeError("Go away", 535)),
  });
  const url = server.url.replace("//", "//ana:hunter2@");
  const failed = run(url, { to: "user@example.com", template: "welcome" });
  await expect(failed).rejects.toThrow("rejects the user name or password");
  await expect(failed).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
  await expect(failed).rejects.not.toBeInstanceOf(UnrecoverableError);
});

test("a cancelled task stops waiting for its mail server, with the reason of its signal", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await vi.waitUntil(() => silent.listening);
  const { port } = silent.address() as AddressInfo;
  const controller = new AbortController();
  const context = createTestContext({ signal: controller.signal });
  const sending = run(`smtp://127.0.0.1:${port}`, { to: "user@example.com", template: "welcome" }, context);
  const outcome = expect(sending).rejects.toThrow("cancelled by the user");
  await vi.waitUntil(() => sockets.length === 1);
  controller.abort(new Error("cancelled by the user"));
  await outcome;
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

test("a URL that is not an SMTP URL is refused, without its password in the error", () => {
  expect(() => createEmailSender({ url: "https://ana:hunter2@mail.example.com" })).toThrow(InvalidOptionsError);
  expect(() => createEmailSender({ url: "https://ana:hunter2@mail.example.com" })).not.toThrow("hunter2");
  expect(() => createEmailSender({ url: "mail.example.com" })).toThrow('Option "mail.url"');
});
