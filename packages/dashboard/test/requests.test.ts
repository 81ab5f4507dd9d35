import { createServer, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboard } from "../src/server/index.ts";
import { openTestDashboard, origin } from "./support/openTestDashboard.ts";

let tests: Awaited<ReturnType<typeof openTestDashboard>>;
beforeAll(async () => {
  tests = await openTestDashboard();
});
afterAll(() => tests.close());

const get = (path: string, headers: Record<string, string> = {}) => new Request(`${origin}${path}`, { headers });
const local = (url: string, headers: Record<string, string> = {}) => new Request(url, { headers });
const authorize = () => ({ actor: "olga" });

test("without authorize, only requests from this machine that no proxy passed on are accepted", async () => {
  const dashboard = tests.openDashboard();
  const statusOf = async (request: Request, remoteAddress?: string) =>
    (await dashboard.fetch(request, { remoteAddress })).status;
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    expect(await statusOf(local("http://localhost:3000/"), address)).not.toBe(403);
  expect(await statusOf(local("http://localhost:3000/"))).toBe(403);
  expect(await statusOf(local("http://localhost:3000/"), "192.168.1.7")).toBe(403);
  // Another site's name may lead to this machine.
  expect(await statusOf(local("http://evil.example/"), "127.0.0.1")).toBe(403);
  for (const header of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
    expect(await statusOf(local("http://localhost:3000/", { [header]: "192.168.1.7" }), "127.0.0.1")).toBe(403);
  const refused = await dashboard.fetch(local("http://evil.example/"), { remoteAddress: "127.0.0.1" });
  expect(await refused.text()).toContain("pass <code>authorize</code> to <code>createDashboard</code>");
});

test("a request that authorize refuses gets a page that says what to do, and no file", async () => {
  const dashboard = tests.openDashboard({ authorize: () => null });
  for (const path of ["/", "/schedules/nightly", "/theme.js"]) {
    const response = await dashboard.fetch(get(path));
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("Sign in as an operator, and reload this page.");
  }
});

test("a Response of authorize is sent as it is", async () => {
  const dashboard = tests.openDashboard({
    authorize: async () => new Response("none", { status: 404, headers: { "x-own": "yes" } }),
  });
  for (const path of ["/", "/api/schedules.list", "/theme.js"]) {
    const response = await dashboard.fetch(get(path));
    expect([response.status, response.headers.get("x-own")]).toEqual([404, "yes"]);
  }
});

test("it serves its page under its base path, with security headers, and nothing outside", async () => {
  const dashboard = tests.openDashboard({ authorize, basePath: "/operate" });
  const moved = await dashboard.fetch(get("/operate?x=1"));
  expect([moved.status, moved.headers.get("location")]).toEqual([308, "/operate/?x=1"]);
  expect((await dashboard.fetch(get("/operated/"))).status).toBe(404);
  const page = await dashboard.fetch(get("/operate/schedules/nightly"));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<base href="/operate/"');
  expect(page.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  const script = await dashboard.fetch(get("/operate/theme.js", { "accept-encoding": "gzip, br" }));
  expect([script.status, script.headers.get("content-encoding")]).toEqual([200, "br"]);
  for (const path of ["/operate/assets/none.js", "/operate/..%2f..%2fpackage.json", "/operate/index.js"])
    expect((await dashboard.fetch(get(path))).status).toBe(404);
  const post = new Request(`${origin}/operate/`, { method: "POST" });
  expect((await dashboard.fetch(post)).status).toBe(405);
});

test("a base path without a slash is refused with what to pass", () => {
  for (const basePath of ["operate", "", '/"><script>'])
    expect(() => createDashboard({ queue: tests.queue, basePath })).toThrow('Pass for example "/operate".');
});

test("nodeListener serves node:http, also below a path that Express has removed", async () => {
  const dashboard = tests.openDashboard({ basePath: "/operate" });
  const server = createServer((req, res) => {
    if (req.headers["x-express"]) Object.assign(req, { originalUrl: req.url, url: "/" });
    void dashboard.nodeListener(req, res);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const headers of [{}, { "x-express": "yes" }]) {
      const response = await fetch(`${url}/operate/api/operator`, { headers });
      expect(await response.json()).toEqual({
        result: { data: { actor: "operator on this machine", canWrite: true } },
      });
    }
    const body = JSON.stringify({ name: "none" });
    const headers = { "content-type": "application/json", origin: url };
    const response = await fetch(`${url}/operate/api/schedules.runNow`, { method: "POST", body, headers });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("There is no schedule");
    const big = JSON.stringify({ name: "x".repeat(100_000) });
    expect((await fetch(`${url}/operate/api/schedules.runNow`, { method: "POST", body: big, headers })).status).toBe(
      413,
    );
    const length = await new Promise((resolve) =>
      sendRequest(`${url}/operate/`, { method: "HEAD" }, (head) => resolve(head.resume().statusCode)).end(),
    );
    expect(length).toBe(200);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("close waits for running requests, and refuses further ones", async () => {
  let finish = () => {};
  const asked = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const dashboard = tests.openDashboard({ authorize: () => asked.then(authorize) });
  const running = dashboard.fetch(get("/api/operator"));
  let isClosed = false;
  const closing = dashboard.close().then(() => {
    isClosed = true;
  });
  expect((await dashboard.fetch(get("/"))).status).toBe(503);
  expect(isClosed).toBe(false);
  finish();
  expect((await running).status).toBe(200);
  await closing;
});
