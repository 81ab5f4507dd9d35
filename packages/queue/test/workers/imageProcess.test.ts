import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RateLimitError, UnrecoverableError } from "../../src/domain/errors/errors.ts";
import { createImageProcessWorker } from "../../src/workers/imageProcess/imageProcess.ts";
import { imageProcessInput } from "../../src/workers/imageProcess/imageProcessInput.ts";
import { isPublicAddress } from "../../src/workers/sources/isPublicAddress.ts";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";
import type { FileStorage } from "../../src/workers/storage/FileStorage.ts";
import { createPhoto, createPixelBomb } from "./createImages.ts";
import { startHttpServer } from "./startHttpServer.ts";
import { createTestContext } from "./testContext.ts";

let folder: string;
let storage: FileStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pictures-"));
  storage = diskStorage(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const uploadKey = "uploads/user-1/photo.jpg";

async function upload(content: Uint8Array): Promise<void> {
  await storage.write(uploadKey, content);
}

function run(data: unknown, context = createTestContext(), isAddressAllowed = isPublicAddress) {
  return createImageProcessWorker({ storage, isAddressAllowed }).run(imageProcessInput.parse(data), context);
}

function runUpload(options: unknown = {}, context = createTestContext()) {
  return run({ imageUrl: `upload:${uploadKey}`, options }, context);
}

test("a photo of several MB becomes an upright WebP without its metadata", async () => {
  const photo = await createPhoto(2_400, 1_600, 6);
  expect(photo.length).toBeGreaterThan(3_000_000);
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  await upload(photo);
  const context = createTestContext();
  const result = await runUpload({ resize: true, format: "webp" }, context);

  expect(result).toMatchObject({
    url: `upload:${result.key}`,
    format: "webp",
    width: 1_067,
    height: 1_600,
    originalBytes: photo.length,
    originalWidth: 1_600,
    originalHeight: 2_400,
  });
  expect(result.key).toMatch(/^uploads\/user-1\/pictures\/[0-9a-f]{32}\.webp$/);
  const stored = await buffer(await storage.read(result.key));
  expect(stored.length).toBe(result.bytes);
  const metadata = await sharp(stored).metadata();
  expect(metadata).toMatchObject({ format: "webp", width: 1_067, height: 1_600 });
  expect(metadata.exif).toBeUndefined();
  expect(metadata.orientation).toBeUndefined();

  const percents = context.reports.map(({ percent }) => percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(percents.at(-1)).toBe(100);
  expect(context.reports.map(({ note }) => note)).toContain("Converting 1600 × 2400 pixels to WEBP");
});

test("without options the image keeps its size and becomes WebP", async () => {
  await upload(await createPhoto(300, 200));
  const result = await run({ imageUrl: `upload:${uploadKey}` });
  expect(result).toMatchObject({ format: "webp", width: 300, height: 200 });
});

test.each([
  ["webp", "webp"],
  ["avif", "avif"],
  ["jpeg", "jpg"],
  ["png", "png"],
] as const)("an image becomes %s, named .%s", async (format, extension) => {
  await upload(await createPhoto(64, 48));
  const result = await runUpload({ format, quality: 50 });
  expect(result.key.endsWith(`.${extension}`)).toBe(true);
  const metadata = await sharp(await buffer(await storage.read(result.key))).metadata();
  expect(metadata.format === "heif" ? metadata.compression : metadata.format).toBe(format === "avif" ? "av1" : format);
});

test.each([
  [{ width: 100 }, 100, 50],
  [{ height: 20 }, 40, 20],
  [{ width: 100, height: 100 }, 100, 50],
  [{ width: 100, height: 100, fit: "cover" }, 100, 100],
  [{ width: 1_000 }, 400, 200],
  [{ width: 800, height: 800, fit: "cover" }, 800, 800],
  [true, 400, 200],
])("resize %j makes 400 × 200 into %i × %i", async (resize, width, height) => {
  await upload(await createPhoto(400, 200));
  expect(await runUpload({ resize })).toMatchObject({ width, height, originalWidth: 400, originalHeight: 200 });
});

test("a lower quality makes a smaller file", async () => {
  await upload(await createPhoto(200, 200));
  const good = await runUpload({ quality: 90 }, createTestContext({ id: "good" }));
  const poor = await runUpload({ quality: 10 }, createTestContext({ id: "poor" }));
  expect(poor.bytes).toBeLessThan(good.bytes);
});

test("transparent pixels become white in a JPEG", async () => {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  await upload(
    await sharp({ create: { width: 8, height: 8, channels: 4, background: clear } })
      .png()
      .toBuffer(),
  );
  const { key } = await runUpload({ format: "jpeg" });
  const { data } = await sharp(await buffer(await storage.read(key)))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data[0]).toBe(255);
});

test("a repeated attempt replaces its own file, another task has its own", async () => {
  await upload(await createPhoto(64, 64));
  const first = await runUpload({}, createTestContext({ id: "one", attempt: 1 }));
  const again = await runUpload({}, createTestContext({ id: "one", attempt: 2 }));
  const other = await runUpload({}, createTestContext({ id: "two" }));
  expect(again).toEqual(first);
  expect(other.key).not.toBe(first.key);
  expect(await readdir(join(folder, "uploads", "user-1", "pictures"))).toHaveLength(2);
});

test("the image of a task without an owner is stored outside all users' folders", async () => {
  await upload(await createPhoto(64, 64));
  const { key } = await runUpload({}, createTestContext({ ownerId: null }));
  expect(key).toMatch(/^shared\/pictures\//);
});

describe("fails permanently:", () => {
  async function expectRefusal(content: Uint8Array, message: string | RegExp, options: unknown = {}): Promise<void> {
    await upload(content);
    const refused = runUpload(options);
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow(message);
    expect(await storage.exists("uploads/user-1/pictures")).toBe(false);
  }

  test("a truncated photo", async () => {
    const photo = await createPhoto(800, 600);
    await expectRefusal(photo.subarray(0, photo.length / 2), "The image is damaged or incomplete");
  });

  test("a photo with little more than its header", async () => {
    await expectRefusal((await createPhoto(800, 600)).subarray(0, 200), "The image is damaged or incomplete");
  });

  test("a text file that is named .jpg", () => expectRefusal(Buffer.from("Dear all,\nsee you."), "is a text"));

  test("an empty file", () => expectRefusal(new Uint8Array(), "The file is empty"));

  test("a small file with more pixels than fit into memory", () =>
    expectRefusal(createPixelBomb(50_000, 50_000), "more than 120 million pixels"));

  test("a result that is too large for its format", async () => {
    const wide = await sharp({ create: { width: 20_000, height: 4, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    await expectRefusal(wide, /too large for the WebP format\. Request a smaller size/);
  });

  test("a file of more than 25 MB", () => expectRefusal(Buffer.alloc(25_000_001), "larger than 25 MB"));

  test("a missing upload", async () => {
    const refused = runUpload();
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("The uploaded file no longer exists");
  });

  test("an image on this machine's own network", async () => {
    const refused = run({ imageUrl: "http://127.0.0.1:9/photo.jpg" });
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("not on the public internet");
  });
});

describe("from the web", () => {
  const allowAll = () => true;

  test("an image is downloaded and converted", async () => {
    const photo = await createPhoto(320, 240);
    await using server = await startHttpServer((request, response) => {
      expect(request.headers.accept).toBe("image/*");
      response.setHeader("content-type", "image/jpeg").end(photo);
    });
    const result = await run({ imageUrl: `${server.url}/image.jpg` }, createTestContext(), allowAll);
    expect(result).toMatchObject({ width: 320, height: 240, originalBytes: photo.length });
  });

  test("a web page instead of an image fails permanently", async () => {
    await using server = await startHttpServer((_request, response) => response.end("<!doctype html><p>Sign in"));
    const refused = run({ imageUrl: `${server.url}/image.jpg` }, createTestContext(), allowAll);
    await expect(refused).rejects.toThrow(UnrecoverableError);
    await expect(refused).rejects.toThrow("is a web page, not an image");
  });

  test("too many requests become a rate limit", async () => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(429, { "retry-after": "30" }).end(),
    );
    const limited = run({ imageUrl: `${server.url}/image.jpg` }, createTestContext(), allowAll);
    await expect(limited).rejects.toThrow(RateLimitError);
    await expect(limited).rejects.toMatchObject({ retryAfterSeconds: 30 });
  });
});

test("a cancelled task stops while its image is converted, with the reason of its signal", async () => {
  await upload(await createPhoto(1_500, 1_500));
  const controller = new AbortController();
  const context = createTestContext({ signal: controller.signal });
  const progress = context.progress;
  const cancelling = {
    ...context,
    progress: (percent: number, note?: string) => {
      progress(percent, note);
      if (note?.startsWith("Converting")) controller.abort(new Error("cancelled by the user"));
    },
  };
  await expect(runUpload({ format: "avif" }, cancelling)).rejects.toThrow("cancelled by the user");
  expect(await storage.exists("uploads/user-1/pictures")).toBe(false);
});

test("a task is retried when the storage is full", async () => {
  await upload(await createPhoto(64, 64));
  const full: FileStorage = { ...storage, write: () => Promise.reject(new Error("ENOSPC: no space left on device")) };
  const worker = createImageProcessWorker({ storage: full, isAddressAllowed: isPublicAddress });
  const failing = worker.run(imageProcessInput.parse({ imageUrl: `upload:${uploadKey}` }), createTestContext());
  await expect(failing).rejects.toThrow("ENOSPC");
  await expect(failing).rejects.not.toBeInstanceOf(UnrecoverableError);
});
