import { get } from "node:http";
import { json } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
afterEach(() => server.close());

const readConfig = async () => await (await fetch(`${server.url}/api/config`)).json();

/** fetch() writes the Host header itself. */
function readConfigAs(host: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(`${server.url}/api/config`, { headers: { host } }, (response) => json(response).then(resolve, reject));
  });
}

test("the sign-in page gets the sample logins", async () => {
  const sampleLogins = [{ name: "Ana", email: "ana@example.com", password: "ana-1234", role: "user" as const }];
  server = await createTestServer({ parts: { sampleLogins } });
  expect(await readConfig()).toEqual({ sampleLogins });
});

test.each(["queue.example.com", "192.168.1.5:3000", "localhost.evil.example"])(
  "under the name %s the sign-in page learns of no sample logins",
  async (host) => {
    const sampleLogins = [{ name: "Ana", email: "ana@example.com", password: "ana-1234", role: "user" as const }];
    server = await createTestServer({ parts: { sampleLogins } });
    expect(await readConfigAs(host)).toEqual({ sampleLogins: [] });
  },
);

test("a server without sample logins returns none", async () => {
  server = await createTestServer();
  expect(await readConfig()).toEqual({ sampleLogins: [] });
});
