import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

const page = '<!doctype html><html><head><script src="./assets/app-1a2b.js"></script></head></html>';

const script = `go("${"far ".repeat(1000)}")`;

let dir: string;
let server: Awaited<ReturnType<typeof createTestServer>>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "queue-dashboard-"));
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "index.html"), page);
  await writeFile(join(dir, "assets", "app-1a2b.js"), "go()");
  await writeFile(join(dir, "assets", "large-3c4d.js"), script);
  await writeFile(join(dir, "assets", "large-3c4d.js.br"), brotliCompressSync(script));
  await writeFile(join(dir, "assets", "large-3c4d.js.gz"), gzipSync(script));
  await writeFile(join(dir, "favicon.svg"), "<svg/>");
  server = await createTestServer({ parts: { dashboardDir: dir } });
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

test.each(["/", "/index.html", "/tasks/abc", "/me?tab=failed"])(
  "%s is the dashboard's page, with a base for its files",
  async (path) => {
    const response = await server.anonymous.send(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toContain('<head><base href="/">');
  },
);

test("files with a hash in their name are cached permanently, others are revalidated", async () => {
  const asset = await server.anonymous.send("/assets/app-1a2b.js");
  expect(await asset.text()).toBe("go()");
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await server.anonymous.send("/favicon.svg")).headers.get("cache-control")).toBe("no-cache");
});

/** The bytes as they come over the wire: fetch() would unpack them. */
async function readRaw(path: string, acceptEncoding: string, method = "GET") {
  const request = get(`${server.url}${path}`, { method, headers: { "accept-encoding": acceptEncoding } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { headers: response.headers, body: await buffer(response) };
}

test.each([
  ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
  ["gzip", "gzip, deflate", gunzipSync],
  [undefined, "identity", (body: Buffer) => body],
])(
  "an asset is sent as the build has compressed it: %s for Accept-Encoding: %s",
  async (encoding, accepted, unpack) => {
    const { headers, body } = await readRaw("/assets/large-3c4d.js", accepted);
    expect(headers).toMatchObject({
      "content-type": expect.stringMatching(/^text\/javascript/),
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
      "content-length": String(body.length),
    });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(unpack(body).toString()).toBe(script);
  },
);

test("HEAD of a compressed asset has the headers of GET, and no body", async () => {
  const [get, head] = [
    await readRaw("/assets/large-3c4d.js", "br"),
    await readRaw("/assets/large-3c4d.js", "br", "HEAD"),
  ];
  expect(head.body).toHaveLength(0);
  const names = ["content-type", "content-length", "content-encoding", "cache-control", "vary"] as const;
  for (const name of names) expect(head.headers[name]).toBe(get.headers[name]);
});

test.each(["/assets/app-9z9z.js", "/assets/", "/robots.txt", "/theme.js.map"])(
  "%s does not exist: 404 and not cached, not the page",
  async (path) => {
    const response = await server.anonymous.send(path);
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
  },
);

test("a person who follows a wrong link with a dot gets the page, which explains it", async () => {
  const response = await server.anonymous.send("/tasks/a.b", { headers: { accept: "text/html,*/*" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/html");
});

test.each([
  ["/", "GET, HEAD, OPTIONS"],
  ["/assets/app-1a2b.js", "GET, HEAD, OPTIONS"],
  ["/api/trpc/session.me", "GET, HEAD, OPTIONS, POST"],
])("OPTIONS %s names its methods, and allows no other site anything", async (path, allow) => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const response = await server.anonymous.send(path, { method: "OPTIONS", headers });
  expect(response.status).toBe(204);
  expect(response.headers.get("allow")).toBe(allow);
  expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test.each(["PUT", "DELETE", "PATCH", "POST"])("%s of a page is refused with the possible methods", async (method) => {
  const response = await server.anonymous.send("/", { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});

test("files outside of the dashboard cannot be read", async () => {
  const response = await server.anonymous.send("/assets/..%2f..%2f..%2fetc%2fpasswd");
  expect(await response.text()).not.toContain("root:");
});

test("only scripts of this host run, and nothing is loaded from other sites", async () => {
  const { headers } = await server.anonymous.send("/");
  const policy = headers.get("content-security-policy");
  expect(policy).toMatch(/default-src 'none'; script-src 'self';/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/);
  expect(policy).toContain("frame-ancestors 'none'");
});

const kinds: [what: string, path: string, init?: RequestInit][] = [
  ["a page", "/"],
  ["an asset", "/assets/app-1a2b.js"],
  ["HEAD", "/", { method: "HEAD" }],
  ["OPTIONS", "/", { method: "OPTIONS" }],
  ["a procedure without a session", "/api/trpc/session.me"],
  ["the sign-in", "/api/auth/get-session"],
  ["the liveness check", "/healthz"],
  ["a missing asset", "/assets/none.js"],
  ["a missing procedure", "/api/none"],
  ["an upload without a session", "/api/uploads", { method: "POST", body: "x" }],
  [
    "a change from another site",
    "/api/uploads",
    { method: "POST", body: "x", headers: { origin: "https://x.example" } },
  ],
  ["a wrong method", "/", { method: "DELETE" }],
  ["too large a body", "/api/auth/sign-in/email", { method: "POST", body: "x".repeat(20_000) }],
];

test.each(kinds)("%s carries the security headers", async (_what, path, init) => {
  const { headers } = await server.anonymous.send(path, init);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-security-policy": expect.stringContaining("default-src 'none'"),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
  });
  expect(headers.has("x-powered-by")).toBe(false);
});

test.each([
  ["http://queue.example:3000", null],
  ["http://127.0.0.1:3000", "same-origin"],
  ["https://queue.example", "same-origin"],
])("at %s the headers that isolate a page are sent only if the browser accepts them", async (origin, expected) => {
  const app = await createTestServer({ parts: { dashboardDir: dir, allowedOrigins: [origin] } });
  const { headers } = await app.anonymous.send("/");
  expect(headers.get("cross-origin-opener-policy")).toBe(expected);
  expect(headers.has("origin-agent-cluster")).toBe(expected !== null);
  await app.close();
});

test("a server whose dashboard is not built says so, and shows it once it is", async () => {
  const later = join(dir, "later");
  const bare = await createTestServer({ parts: { dashboardDir: later } });
  const response = await bare.anonymous.send("/");
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("The dashboard is not built");
  await mkdir(later);
  await writeFile(join(later, "index.html"), page);
  expect((await bare.anonymous.send("/")).status).toBe(200);
  await bare.close();
});
