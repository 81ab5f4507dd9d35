import { expect, test } from "vitest";
import { describeTask, shortenText } from "./describeTask.ts";

const upload = "upload:users/u1/uploads/0123456789abcdef01234567-holiday.jpg";

test.each([
  ["IMAGE_PROCESS", { imageUrl: upload, options: { format: "webp" } }, "Convert holiday.jpg to WebP"],
  ["IMAGE_PROCESS", { imageUrl: "https://example.com/a/cat%20photo.png?size=1" }, "Process cat photo.png"],
  ["EMAIL_SEND", { to: "ana@example.com", template: "welcome-email" }, "Send a welcome email to ana@example.com"],
  [
    "EMAIL_SEND",
    { to: "ana@example.com", template: "password-reset" },
    "Send a password reset email to ana@example.com",
  ],
  ["EMAIL_SEND", { to: "ana@example.com", template: "message" }, "Send a message to ana@example.com"],
  ["EMAIL_SEND", { to: "ana@example.com", subject: "Hi", template: "welcome" }, "Send “Hi” to ana@example.com"],
  ["CONTACT_IMPORT", { fileUrl: "upload:users/u1/uploads/0123456789abcdef01234567-leads.csv" }, "Import leads.csv"],
  ["VIDEO_RENDER", { scene: 3 }, "Video render"],
  [undefined, { imageUrl: upload }, "Process holiday.jpg"],
  [undefined, "… (too large for a list)", "Task"],
])("%s with %j reads as work", (type, data, title) => {
  expect(describeTask({ type, data }).title).toBe(title);
});

test("a short text stays", () => {
  expect(shortenText("as it is", 20)).toBe("as it is");
});

test("line breaks and control characters become spaces", () => {
  expect(shortenText("a\r\n\u0000b\tc", 20)).toBe("a b c");
});

test("a long text is cut to the length, marked", () => {
  expect(shortenText("x".repeat(50), 10)).toBe(`${"x".repeat(9)}…`);
});

test("a pair of surrogates is not split", () => {
  expect(shortenText("123456789😀😀😀", 11)).toBe("123456789…");
});
