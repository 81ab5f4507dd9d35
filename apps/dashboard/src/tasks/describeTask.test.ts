import { expect, test } from "vitest";
import { describeTask } from "./describeTask.ts";

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
