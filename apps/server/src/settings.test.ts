import { expect, test } from "vitest";
import { explainPlainHttp, InvalidSettingsError, readSettings } from "./settings.ts";

const production = {
  NODE_ENV: "production",
  AUTH_SECRET: "x".repeat(40),
  PUBLIC_URL: "https://queue.example.com/",
  SMTP_URL: "smtp://mail.example.com:587",
};

test("an empty environment gives a development server on this machine alone", () => {
  expect(readSettings({})).toMatchObject({
    isProduction: false,
    databaseUrl: undefined,
    host: "127.0.0.1",
    port: 3000,
    isPortFixed: false,
    isSignUpAllowed: true,
    concurrency: 10,
    shutdownGraceMs: 5000,
  });
});

test("an empty variable counts as one that is not set", () => {
  expect(readSettings({ PORT: "", DATABASE_URL: "" })).toMatchObject({ isPortFixed: false, databaseUrl: undefined });
});

test("a port that is given is fixed", () => {
  expect(readSettings({ PORT: "8080" })).toMatchObject({ port: 8080, isPortFixed: true });
});

test("an offset is no time zone, because it knows no daylight saving time", () => {
  expect(() => readSettings({ DIGEST_TIME_ZONE: "+02:00" })).toThrow("DIGEST_TIME_ZONE must be an IANA time zone");
});

test("production listens on all addresses, allows no sign-up and uses its public URL", () => {
  expect(readSettings(production)).toMatchObject({
    host: "0.0.0.0",
    shutdownGraceMs: 25_000,
    isSignUpAllowed: false,
    publicUrl: "https://queue.example.com",
  });
});

test.each(["AUTH_SECRET", "PUBLIC_URL", "SMTP_URL"])("production does not start without %s", (name) => {
  expect(() => readSettings({ ...production, [name]: undefined })).toThrow(`${name} must be set`);
});

test.each([
  ["PORT", "70000"],
  ["PORT", "-1"],
  ["PORT", "3000.5"],
  ["PUBLIC_URL", "ftp://x"],
  ["ALLOW_SIGN_UP", "yes"],
  ["TRUSTED_PROXIES", "10.0.0.1,everybody"],
  ["CONCURRENCY", "0"],
  ["DIGEST_TIME_ZONE", "Europe/Pariss"],
  ["DIGEST_TIME_ZONE", "02:00"],
  ["SHUTDOWN_GRACE_MS", "soon"],
])("%s=%s is refused, naming the variable and the value", (name, value) => {
  const reading = () => readSettings({ [name]: value });
  expect(reading).toThrow(InvalidSettingsError);
  expect(reading).toThrow(new RegExp(`^${name} must .*"${value}"`));
});

test.each([
  ["DATABASE_URL", "mysql://root:hunter2@db/x"],
  ["SMTP_URL", "http://me:hunter2@mail"],
  ["AUTH_SECRET", "hunter2"],
])("a wrong %s is named and not repeated", (name, value) => {
  const reading = () => readSettings({ [name]: value });
  expect(reading).toThrow(name);
  expect(reading).not.toThrow("hunter2");
});

test("all invalid and missing variables are named at once", () => {
  expect(() => readSettings({ NODE_ENV: "production" })).toThrow(/AUTH_SECRET .*\nPUBLIC_URL .*\nSMTP_URL must be set/);
  expect(() => readSettings({ PORT: "x", CONCURRENCY: "y" })).toThrow(/PORT must .*\nCONCURRENCY must /);
});

test("proxies are read from a list", () => {
  expect(readSettings({ TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
});

test("a production server that browsers reach without TLS gets a warning in one sentence, and no other server does", () => {
  const warning = explainPlainHttp(readSettings({ ...production, PUBLIC_URL: "http://queue.example.com" }));
  expect(warning).toMatch(
    /^PUBLIC_URL is http:\/\/queue\.example\.com, so .* unencrypted .*: put a proxy with TLS .* https:\/\/ URL\.$/,
  );
  expect(explainPlainHttp(readSettings(production))).toBeNull();
  expect(explainPlainHttp(readSettings({ PUBLIC_URL: "http://localhost:3000" }))).toBeNull();
});
