import type { Readable } from "node:stream";

/**
 * The storage from which the built-in workers read uploads, and to which they write results: a folder (`diskStorage`), or your
 * own implementation, for example for a bucket. `assertStorageKey` checks a key, such as `uploads/42/pictures/cat.webp`.
 */
export interface FileStorage {
  /**
   * Stores a file completely or not at all, and replaces a file with the same key: readers see the old file or the new one.
   * Rejects with the error of the stream, or with the reason of `signal`.
   */
  write(
    key: string,
    content: Readable | Uint8Array,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<{ bytes: number }>;
  /** Opens a file for reading. @throws FileNotFoundError */
  read(key: string): Promise<Readable>;
  /** Returns the size in bytes. @throws FileNotFoundError */
  stat(key: string): Promise<{ bytes: number }>;
  exists(key: string): Promise<boolean>;
  /** Removes a file; does nothing if it does not exist. */
  delete(key: string): Promise<void>;
}
