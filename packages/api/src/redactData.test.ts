import { expect, test } from "vitest";
import { redactData } from "./redactData.ts";

test.each([
  "password",
  "userPassword",
  "API_KEY",
  "apiKey",
  "Authorization",
  "access-token",
  "clientSecret",
  "Set-Cookie",
  "dbPwd",
  "idJwt",
])("a value under the key %j is replaced", (key) => {
  expect(redactData({ [key]: "s3cr3t-value" })).toEqual({ [key]: "[redacted]" });
});

test("secrets are found at any depth, also in arrays", () => {
  const data = { to: "ana@example.com", steps: [{ login: { password: "hunter2", user: "ana" } }] };
  expect(redactData(data)).toEqual({
    to: "ana@example.com",
    steps: [{ login: { password: "[redacted]", user: "ana" } }],
  });
});

test("an object under a sensitive key is replaced", () => {
  expect(redactData({ credentials: { user: "a", key: "b" } })).toEqual({ credentials: "[redacted]" });
});

test("numbers of tokens, booleans and empty values are not secrets", () => {
  const data = { maxTokens: 100, hasPassword: true, token: null, secret: "" };
  expect(redactData(data)).toEqual(data);
});

test("a string that looks like a secret is replaced under any key", () => {
  expect(redactData({ url: "smtp://me:pw@mail.test" })).toEqual({ url: "smtp://[redacted]@mail.test" });
});

test("a key named __proto__ stays data and changes no prototype", () => {
  const redacted = redactData(JSON.parse('{"__proto__": {"password": "x"}}')) as object;
  expect(Object.getPrototypeOf(redacted)).toBe(Object.prototype);
  expect(JSON.stringify(redacted)).toBe('{"__proto__":{"password":"[redacted]"}}');
});
