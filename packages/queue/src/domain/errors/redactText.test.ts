import { expect, test } from "vitest";
import { redactText } from "./redactText.ts";

test.each([
  ["a JSON Web Token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl back", "got [redacted] back"],
  ["a service key", "key sk_live_4eC39HqLyjWDarjtT1zdp7dc", "key [redacted]"],
  ["a GitHub token", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[redacted]"],
  ["a password in a URL", "at postgresql://app:hunter2@db:5432/app", "at postgresql://[redacted]@db:5432/app"],
  ["an Authorization header", "Authorization: Bearer abcdef0123456789", "Authorization: Bearer [redacted]"],
  ["a token in a query", "https://x.test/reset?token=abc123&lang=en", "https://x.test/reset?token=[redacted]&lang=en"],
  ["a password in a message", "login failed, password: hunter2", "login failed, password: [redacted]"],
  ["a token with a longer name", "https://x.test/?access_token=abc123", "https://x.test/?access_token=[redacted]"],
  ["a password with a longer name", "DB_PASSWORD=hunter2", "DB_PASSWORD=[redacted]"],
  ["a secret in JSON", 'sent {"clientSecret":"hunter2"}', 'sent {"clientSecret":"[redacted]"}'],
  ["a secret in JSON within JSON", '{\\"password\\": \\"hunter2\\"}', '{\\"password\\": \\"[redacted]\\"}'],
  ["an unusual Authorization header", "Authorization: Token abcdef01", "Authorization: [redacted]"],
  ["a Cookie header", "GET /\nCookie: a=abc; sid=def\nHost: x", "GET /\nCookie: [redacted]\nHost: x"],
])("%s is replaced", (_what, text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test("a private key is replaced from its first to its last line", () => {
  const text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nz";
  expect(redactText(text)).toBe("a\n[redacted]\nz");
});

test("a private key whose end was cut off is replaced as well", () => {
  expect(redactText("-----BEGIN PRIVATE KEY-----\nMIIE")).toBe("[redacted]");
});

test.each([
  "https://example.com:8080/a@b",
  "ana@example.com",
  "Token bucket is full",
  "maxTokens: 1000",
  "config: none",
  "authorization is missing",
  "12:30 o'clock",
  "",
])("%j is not changed", (text) => {
  expect(redactText(text)).toBe(text);
});

test.each(["eyJ-", "a.b-", "sk-", "Bearer ", "-----BEGIN ", "token:", "a://b:", "cookie", "eyJaaaaaa."])(
  "a long text of nothing but %j is read in no time",
  (part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length));
    const startedAtMs = performance.now();
    redactText(text);
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
  },
);
