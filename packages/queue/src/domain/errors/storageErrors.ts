import { QueueError } from "./errors.ts";

/** The storage has no file with this key. It was deleted, or never uploaded. */
export class FileNotFoundError extends QueueError {
  static override readonly name: string = "FileNotFoundError";
  readonly code = "FILE_NOT_FOUND";
  readonly key: string;
  constructor(key: string, options?: ErrorOptions) {
    super(`There is no file "${key.slice(0, 200)}" in the storage. It was deleted, or never uploaded.`, options);
    this.key = key;
  }
}

/** A string that cannot be a storage key. */
export class InvalidStorageKeyError extends QueueError {
  static override readonly name: string = "InvalidStorageKeyError";
  readonly code = "INVALID_STORAGE_KEY";
  readonly key: string;
  constructor(key: string, reason: string) {
    super(
      `${JSON.stringify(key.slice(0, 200))} is not a storage key: ${reason}. A valid key is "uploads/42/cat.webp".`,
    );
    this.key = key;
  }
}
