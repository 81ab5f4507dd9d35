import { expect, test } from "vitest";
import { emailSendInput, emailTemplates } from "./emailSendInput.ts";
import { writeEmail } from "./writeEmail.ts";

function write(data: unknown) {
  return writeEmail(emailSendInput.parse(data));
}

function textOf(data: unknown): string {
  return write(data)
    .blocks.map((block) => ("url" in block ? block.url : block.text))
    .join("|");
}

test("a welcome email needs only an address, and has a subject of its own", () => {
  expect(write({ to: "user@example.com", template: "welcome" }).subject).toBe("Welcome");
});

test("the subject of the task replaces the subject of the template", () => {
  expect(write({ to: "user@example.com", subject: "Hi", template: "welcome-email" }).subject).toBe("Hi");
});

test("welcome and welcome-email are the same template", () => {
  const variables = { name: "Ana", product: "Acme", url: "https://example.com" };
  const emails = ["welcome", "welcome-email"].map((template) => write({ to: "user@example.com", template, variables }));
  expect(emails[0]).toEqual(emails[1]);
  expect(emails[0]?.subject).toBe("Welcome to Acme");
});

test("the email contains the variables", () => {
  expect(textOf({ to: "a@example.com", template: "welcome", variables: { name: "Ana" } })).toContain("Hello Ana,");
  const variables = { url: "https://example.com/reset", validMinutes: 30 };
  const reset = textOf({ to: "a@example.com", template: "password-reset", variables });
  expect(reset).toContain("https://example.com/reset");
  expect(reset).toContain("30 minutes");
});

test("the paragraphs of a message are kept apart", () => {
  const message = write({
    to: "a@example.com",
    template: "message",
    variables: { text: "one\ntwo\n\n \nthree\r\n\r\nfour" },
  });
  expect(message).toEqual({
    subject: "A message for you",
    blocks: [{ text: "one\ntwo" }, { text: "three" }, { text: "four" }],
  });
});

test("a digest of failures says what failed, how often, why, and where to look", () => {
  const url = "https://example.com/tasks/c1";
  const digest = (variables: object) => ({ to: "a@example.com", template: "failure-digest", variables });
  const failures = [
    { title: "Photo a.png", count: 1, url },
    { title: "Import b.csv", count: 1_200, error: "The file is not UTF-8.", url },
  ];
  const email = write(digest({ name: "Ana", failures, others: 3, url: "https://example.com/?tab=failed" }));
  expect(email.subject).toBe("1,204 tasks failed");
  expect(email.blocks).toEqual([
    { text: "Hello Ana," },
    { text: "1,204 tasks of yours failed, and will not be retried." },
    { text: "Photo a.png" },
    { label: "Open the task", url },
    { text: "Import b.csv (1,200 times)\nThe file is not UTF-8." },
    { label: "Open the task", url },
    { text: "3 more failed." },
    { label: "Show all failed tasks", url: "https://example.com/?tab=failed" },
  ]);
  expect(write(digest({ failures: failures.slice(0, 1) })).subject).toBe("1 task failed");
});

test("parsed data parses to the same data again", () => {
  for (const data of [
    { to: "a@example.com", template: "welcome" },
    { to: "a@example.com", template: "message", variables: { text: " x " } },
  ]) {
    const parsed = emailSendInput.parse(data);
    expect(emailSendInput.parse(parsed)).toEqual(parsed);
  }
});

test.each([
  [{ template: "welcome" }, "to"],
  [{ to: "nobody", template: "welcome" }, "to"],
  [{ to: "a@example.com, b@example.com", template: "welcome" }, "to"],
  [{ to: "Ana <a@example.com>", template: "welcome" }, "to"],
  [{ to: "a@example.com\r\nBcc: b@example.com", template: "welcome" }, "to"],
  [{ to: "a@example.com", template: "welcome", subject: "Hi\r\nBcc: b@example.com" }, "subject"],
  [{ to: "a@example.com", template: "welcome", subject: "  " }, "subject"],
  [{ to: "a@example.com", template: "welcome", variables: { name: "A\nB" } }, "variables.name"],
  [{ to: "a@example.com", template: "welcome", variables: { nmae: "A" } }, "variables"],
  [{ to: "a@example.com", template: "welcome", variables: { url: "javascript:alert(1)" } }, "variables.url"],
  [{ to: "a@example.com", template: "password-reset" }, "variables"],
  [{ to: "a@example.com", template: "password-reset", variables: {} }, "variables.url"],
  [{ to: "a@example.com", template: "message", variables: { text: "" } }, "variables.text"],
  [{ to: "a@example.com", template: "failure-digest", variables: { failures: [] } }, "variables.failures"],
])("%j is refused at %s", (data, path) => {
  const issues = emailSendInput.safeParse(data).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join("."))).toEqual([path]);
});

test.each([{ to: "a@example.com", template: "wellcome" }, { to: "a@example.com" }])(
  "an unknown template is refused with the names of the known ones: %j",
  (data) => {
    const issue = emailSendInput.safeParse(data).error?.issues[0];
    expect(issue?.path).toEqual(["template"]);
    for (const template of emailTemplates) expect(issue?.message).toContain(template);
  },
);
