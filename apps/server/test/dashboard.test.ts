import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

const page = '<!doctype html><html><head><script src="./assets/app-1a2b.js"></script></head></html>';

let dir: string;
let server: Awaited<ReturnType<typeof createTestServer>>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "queue-dashboard-"));
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "index.html"), page);
  await writeFile(join(dir, "assets", "app-1a2b.js"), "go()");
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

test("an asset of an earlier build gets 404, not the page", async () => {
  expect((await server.anonymous.send("/assets/app-9z9z.js")).status).toBe(404);
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

test.each(["/", "/api/trpc/session.me", "/healthz", "/assets/none.js"])(
  "%s carries the security headers",
  async (path) => {
    const { headers } = await server.anonymous.send(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(headers.has("x-powered-by")).toBe(false);
  },
);

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
