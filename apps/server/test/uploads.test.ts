import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
let ben: TestClient;
beforeAll(async () => {
  server = await createTestServer({ parts: { maxUploadBytes: { image: 100_000, csv: 300_000 } } });
  ana = await server.signIn("Ana");
  ben = await server.signIn("Ben");
});
afterAll(() => server.close());

interface Upload {
  key: string;
  url: string;
  name: string;
  size: number;
  type: string;
}

const uploadAs = async (client: TestClient, name: string, content = "a,b\n1,2\n") =>
  (await (await client.upload(name, content)).json()) as Upload;

/** A body without a declared length. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(new Uint8Array(Math.min(left, 16_384)));
      left -= 16_384;
    },
  });
}

test("an upload returns its key and URL, and can be downloaded unchanged", async () => {
  const upload = await uploadAs(ana, "Größe & Maß.csv", "x,y\n");
  expect(upload).toMatchObject({ name: "Größe & Maß.csv", size: 4, type: "text/csv", url: `upload:${upload.key}` });
  expect(upload.key).toMatch(/^[\w./-]+\.csv$/);
  const response = await ana.send(`/api/files/${upload.key}`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("x,y\n");
});

test("two uploads with the same name have different keys, which cannot be guessed", async () => {
  const [first, second] = [await uploadAs(ana, "a.csv"), await uploadAs(ana, "a.csv")];
  expect(first.key).not.toBe(second.key);
  expect(first.key).toMatch(/[0-9a-f]{24}/);
});

test("a HEAD request opens no file", async () => {
  const { key } = await uploadAs(ana, "a.csv", "x,y\n");
  const read = vi.spyOn(server.storage, "read");
  const response = await ana.send(`/api/files/${key}`, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv");
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
});

test("another user's file is not found", async () => {
  const { key } = await uploadAs(ana, "a.csv");
  expect((await ben.send(`/api/files/${key}`)).status).toBe(404);
  expect((await server.anonymous.send(`/api/files/${key}`)).status).toBe(401);
});

test("a person without a session who opens a file's link is led to the sign-in, and back", async () => {
  const { key } = await uploadAs(ana, "a.csv");
  const page = await server.anonymous.send(`/api/files/${key}`, { headers: { accept: "text/html,*/*" } });
  expect(page.status).toBe(401);
  expect(page.headers.get("cache-control")).toBe("no-store");
  const [, link] = /href="([^"]+)"/.exec(await page.text()) as unknown as [string, string];
  expect(new URL(link, server.url).searchParams.get("next")).toBe(`/api/files/${key}`);
});

test("a path out of the user's folder is not found", async () => {
  const { key } = await uploadAs(ana, "a.csv");
  const bensFolder = (await uploadAs(ben, "b.csv")).key.split("/").slice(0, 2).join("/");
  for (const path of [`${bensFolder}/../${key.split("/").slice(1).join("/")}`, `${bensFolder}/..%2f..%2fsecret`]) {
    expect((await ben.send(`/api/files/${path}`)).status).toBe(404);
  }
});

test("a deleted file is not found", async () => {
  const { key } = await uploadAs(ana, "a.csv");
  await server.storage.delete(key);
  expect((await ana.send(`/api/files/${key}`)).status).toBe(404);
});

test("an image is displayed, a table is downloaded, and neither can be a page of this site", async () => {
  const image = await ana.send(`/api/files/${(await uploadAs(ana, "a.png", "<script>")).key}`);
  const table = await ana.send(`/api/files/${(await uploadAs(ana, "a.csv")).key}`);
  expect(image.headers.get("content-type")).toBe("image/png");
  expect(image.headers.get("content-disposition")).toMatch(/^inline/);
  expect(table.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
  for (const { headers } of [image, table]) {
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
    expect(headers.has("origin-agent-cluster")).toBe(false);
  }
});

test.each([
  ["declares its size", "x".repeat(100_001)],
  ["does not declare its size", streamOf(400_000)],
])("an image that is too large and %s is refused with the limit", async (_what, body) => {
  const response = await ana.upload("big.png", body);
  expect(response.status).toBe(413);
  expect(((await response.json()) as Upload & { message: string }).message).toContain("The limit for images is 0.1 MB");
});

test("a table may be larger than an image", async () => {
  expect((await ana.upload("big.csv", "x".repeat(200_000))).status).toBe(201);
});

test.each(["a.svg", "a.html", "a.exe", "a", ".csv.", "a.constructor"])("%s cannot be uploaded", async (name) => {
  const response = await ana.upload(name, "x");
  expect(response.status).toBe(415);
});

test.each([
  ["without a name", {}],
  ["with a name that is wrongly encoded", { "x-file-name": "%E0%A4%A" }],
  ["with a line break in its name", { "x-file-name": "a%0D%0Ab.csv" }],
])("an upload %s is refused", async (_what, headers) => {
  const response = await ana.send("/api/uploads", {
    method: "POST",
    body: "x",
    headers: headers as Record<string, string>,
  });
  expect(response.status).toBe(400);
});

test("an empty file is refused", async () => {
  expect((await ana.upload("a.csv", "")).status).toBe(400);
  expect((await ana.upload("a.csv", streamOf(0))).status).toBe(400);
});

test("an upload without a session is refused", async () => {
  expect((await server.anonymous.upload("a.csv", "x")).status).toBe(401);
});

test.each([
  ["300 letters", `${"ä".repeat(300)}.csv`, /^ä{204}…ä+\.csv$/],
  ["emoji and marks of writing direction", "👩‍👩‍👧 \u202Eexe.csv", /^👩‍👩‍👧 \u202Eexe\.csv$/],
])("a file whose name has %s is stored", async (_what, name, stored) => {
  const response = await ana.upload(name, "x");
  expect(response.status).toBe(201);
  const upload = (await response.json()) as Upload;
  expect(upload.name).toMatch(stored);
  expect(upload.key).toMatch(/^[\w./-]+\.csv$/);
});

test("folders in the name are removed", async () => {
  const upload = await uploadAs(ana, "../../etc/passwd.csv");
  expect(upload.name).toBe("passwd.csv");
});
