import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileNotFoundError, InvalidStorageKeyError } from "../../src/domain/errors/storageErrors.ts";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";
import type { FileStorage } from "../../src/workers/storage/FileStorage.ts";

let folder: string;
let storage: FileStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-"));
  storage = diskStorage(join(folder, "files"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function readText(key: string): Promise<string> {
  return (await buffer(await storage.read(key))).toString();
}

test("bytes and streams are read back as they were written", async () => {
  expect(await storage.write("a/bytes.bin", new Uint8Array([1, 2, 3]))).toEqual({ bytes: 3 });
  expect(await storage.write("a/stream.txt", Readable.from(["one ", "two"]))).toEqual({ bytes: 7 });
  expect([...(await buffer(await storage.read("a/bytes.bin")))]).toEqual([1, 2, 3]);
  expect(await readText("a/stream.txt")).toBe("one two");
  expect(await storage.stat("a/stream.txt")).toEqual({ bytes: 7 });
});

test("an empty file is a file", async () => {
  expect(await storage.write("empty", new Uint8Array())).toEqual({ bytes: 0 });
  expect(await storage.exists("empty")).toBe(true);
});

test("writing again replaces the file", async () => {
  await storage.write("k", Buffer.from("a longer first version"));
  await storage.write("k", Buffer.from("second"));
  expect(await readText("k")).toBe("second");
});

test("a broken stream leaves the old file and no incomplete file", async () => {
  await storage.write("k", Buffer.from("old"));
  const breaking = Readable.from(
    (async function* () {
      yield "new";
      throw new Error("the line went dead");
    })(),
  );
  await expect(storage.write("k", breaking)).rejects.toThrow("the line went dead");
  expect(await readText("k")).toBe("old");
  expect(await readdir(join(folder, "files", ".incomplete"))).toEqual([]);
});

test("an aborted write rejects with the signal's reason and leaves no file", async () => {
  const controller = new AbortController();
  const endless = new Readable({ read: () => undefined });
  const write = storage.write("k", endless, { signal: controller.signal });
  controller.abort(new Error("no longer wanted"));
  await expect(write).rejects.toThrow("no longer wanted");
  expect(await storage.exists("k")).toBe(false);
  expect(endless.destroyed).toBe(true);
});

test("a reader keeps its version while a new one is written", async () => {
  await storage.write("k", Buffer.from("old"));
  const reader = await storage.read("k");
  await storage.write("k", Buffer.from("new"));
  expect((await buffer(reader)).toString()).toBe("old");
});

test("reading a missing file throws FileNotFoundError, and deleting it does nothing", async () => {
  await storage.write("folder/k", Buffer.from("x"));
  await storage.delete("folder/k");
  await storage.delete("folder/k");
  expect(await storage.exists("folder/k")).toBe(false);
  await expect(storage.read("folder/k")).rejects.toThrow(FileNotFoundError);
  await expect(storage.stat("folder/k")).rejects.toThrow(FileNotFoundError);
});

test("a folder, or a key below a file, is not a file", async () => {
  await storage.write("folder/k", Buffer.from("x"));
  expect(await storage.exists("folder")).toBe(false);
  await expect(storage.read("folder")).rejects.toThrow(FileNotFoundError);
  await expect(storage.stat("folder")).rejects.toThrow(FileNotFoundError);
  await expect(storage.read("folder/k/deeper")).rejects.toThrow(FileNotFoundError);
});

test.each(["../outside", "/etc/passwd", "a\0b", ".incomplete/x"])("%j is refused by every method", async (key) => {
  await expect(storage.write(key, Buffer.from("x"))).rejects.toThrow(InvalidStorageKeyError);
  await expect(storage.read(key)).rejects.toThrow(InvalidStorageKeyError);
  await expect(storage.stat(key)).rejects.toThrow(InvalidStorageKeyError);
  await expect(storage.exists(key)).rejects.toThrow(InvalidStorageKeyError);
  await expect(storage.delete(key)).rejects.toThrow(InvalidStorageKeyError);
});

test("incomplete files of killed processes are removed after a day", async () => {
  await storage.write("k", Buffer.from("x"));
  const incomplete = join(folder, "files", ".incomplete");
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  await writeFile(join(incomplete, "abandoned"), "x");
  await utimes(join(incomplete, "abandoned"), twoDaysAgo, twoDaysAgo);
  await writeFile(join(incomplete, "in-use"), "x");
  await diskStorage(join(folder, "files")).write("other", Buffer.from("x"));
  expect(await readdir(incomplete)).toEqual(["in-use"]);
});

test("the folder is created with the first file", async () => {
  await expect(stat(join(folder, "files"))).rejects.toThrow("ENOENT");
  expect(await storage.exists("k")).toBe(false);
  await storage.write("k", Buffer.from("x"));
  expect((await stat(join(folder, "files"))).isDirectory()).toBe(true);
});
