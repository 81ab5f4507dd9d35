import type { Readable } from "node:stream";

/**
 * Where the product's workers read uploads from and put what they make. `diskStorage` is one; a bucket is another.
 * Keys are as `assertStorageKey` allows them: `uploads/42/pictures/cat.webp`.
 */
export interface FileStorage {
  /**
   * Stores a file whole or not at all, replacing one of the same key: readers see the old file or the new one.
   * Rejects with what the stream was destroyed with, or with the reason of `signal`.
   */
  write(
    key: string,
    content: Readable | Uint8Array,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<{ bytes: number }>;
  /** Opens a file for reading. Throws `FileNotFoundError`. */
  read(key: string): Promise<Readable>;
  /** Size in bytes. Throws `FileNotFoundError`. */
  stat(key: string): Promise<{ bytes: number }>;
  exists(key: string): Promise<boolean>;
  /** Removes a file; does nothing when there is none. */
  delete(key: string): Promise<void>;
}
