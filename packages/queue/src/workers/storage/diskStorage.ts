import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, opendir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FileNotFoundError } from "../../domain/errors/storageErrors.ts";
import type { FileStorage } from "./FileStorage.ts";
import { assertStorageKey, explainStorageKey } from "./storageKey.ts";

const temporaryFolder = ".incomplete";
const abandonedAfterMs = 24 * 3_600_000;

/** A {@link FileStorage} that can list its files. */
interface DiskStorage extends FileStorage {
  /** Lists the files whose keys begin with a folder such as `uploads`, in no order, with the time of their last change. */
  list(folder: string): AsyncGenerator<{ key: string; changedAtMs: number }>;
}

/**
 * Returns a storage that keeps files in a folder of this machine, or of a volume that all processes mount.
 * @param folder - created with the first file; a relative path is relative to the working directory
 */
export function diskStorage(folder: string): DiskStorage {
  const root = resolve(folder);
  let isCleaned = false;

  function pathOf(key: string): string {
    assertStorageKey(key);
    return join(root, ...key.split("/"));
  }

  async function openTemporaryFolder(): Promise<string> {
    const path = join(root, temporaryFolder);
    await mkdir(path, { recursive: true });
    if (!isCleaned) {
      isCleaned = true;
      await removeAbandonedFiles(path);
    }
    return path;
  }

  return {
    async write(key, content, options = {}) {
      const path = pathOf(key);
      const temporary = join(await openTemporaryFolder(), randomUUID());
      try {
        const source = content instanceof Uint8Array ? Readable.from([content]) : content;
        // Flushed before the rename, so that a power failure leaves the old file or the complete new one.
        const target = createWriteStream(temporary, { flags: "wx", flush: true });
        await pipeline(source, target, { signal: options.signal });
        await mkdir(dirname(path), { recursive: true });
        await rename(temporary, path);
        return { bytes: target.bytesWritten };
      } catch (error) {
        await rm(temporary, { force: true });
        options.signal?.throwIfAborted();
        throw error;
      }
    },

    async read(key) {
      const file = await open(pathOf(key)).catch((error: unknown) => rejectMissing(key, error));
      if ((await file.stat()).isFile()) return file.createReadStream();
      await file.close();
      throw new FileNotFoundError(key);
    },

    async stat(key) {
      const found = await stat(pathOf(key)).catch((error: unknown) => rejectMissing(key, error));
      if (!found.isFile()) throw new FileNotFoundError(key);
      return { bytes: found.size };
    },

    async exists(key) {
      const found = await stat(pathOf(key)).catch((error: unknown) =>
        isMissing(error) ? null : Promise.reject(error),
      );
      return found?.isFile() ?? false;
    },

    async delete(key) {
      await rm(pathOf(key), { force: true });
    },

    async *list(prefix) {
      yield* listFiles(root, prefix);
    },
  };
}

/** Removes incomplete files of killed processes. */
async function removeAbandonedFiles(folder: string): Promise<void> {
  const oldestMs = Date.now() - abandonedAfterMs;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < oldestMs) await rm(file, { force: true });
  }
}

/** @param key - of a folder */
async function* listFiles(root: string, key: string): AsyncGenerator<{ key: string; changedAtMs: number }> {
  const folder = await opendir(join(root, key)).catch((error: unknown) =>
    isMissing(error) ? null : Promise.reject(error),
  );
  for await (const entry of folder ?? []) {
    const name = `${key}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(root, name);
    else if (entry.isFile() && explainStorageKey(name) === null) {
      // The file may have been deleted since it was listed.
      const found = await stat(join(root, name)).catch((error: unknown) =>
        isMissing(error) ? null : Promise.reject(error),
      );
      if (found) yield { key: name, changedAtMs: found.mtimeMs };
    }
  }
}

function rejectMissing(key: string, error: unknown): never {
  throw isMissing(error) ? new FileNotFoundError(key, { cause: error }) : error;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
