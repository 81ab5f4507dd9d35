import { afterEach, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
afterEach(() => server.close());

const readConfig = async () => await (await fetch(`${server.url}/api/config`)).json();

test("the sign-in page learns of the sample logins", async () => {
  const sampleLogins = [{ name: "Ana", email: "ana@example.com", password: "ana-1234", role: "user" as const }];
  server = await createTestServer({ parts: { sampleLogins } });
  expect(await readConfig()).toEqual({ sampleLogins });
});

test("where there are none, none are offered", async () => {
  server = await createTestServer();
  expect(await readConfig()).toEqual({ sampleLogins: [] });
});
