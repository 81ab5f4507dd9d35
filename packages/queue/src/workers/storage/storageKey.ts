import { createHash } from "node:crypto";
import { InvalidStorageKeyError } from "../../domain/errors/storageErrors.ts";

const maxKeyLength = 512;

/** Returns what is wrong with a storage key; null if it is valid. */
export function explainStorageKey(key: string): string | null {
  if (key === "") return "it is empty";
  if (key.length > maxKeyLength) return `it is longer than ${maxKeyLength} characters`;
  for (const segment of key.split("/")) {
    if (segment === "") return "it has an empty part (a slash at the start or the end, or two in a row)";
    if (segment.startsWith(".")) return "a part of it starts with a dot";
    if (!/^[A-Za-z0-9._-]+$/.test(segment)) {
      return "it has characters other than letters, digits, dots, dashes, underscores and slashes";
    }
  }
  return null;
}

/** Checks that a key is relative, stays in its folder and is plain ASCII. @throws InvalidStorageKeyError */
export function assertStorageKey(key: string): void {
  const reason = explainStorageKey(key);
  if (reason !== null) throw new InvalidStorageKeyError(key, reason);
}

/**
 * Returns the key for a user's file, `uploads/<owner>/<folder>/<name>`, or for a file without an owner (`null`),
 * `shared/<folder>/<name>`. An owner id that is not valid in a key is replaced by its hash.
 * @throws InvalidStorageKeyError when the folder or the name cannot be part of a key
 */
export function ownedStorageKey(ownerId: string | null, folder: string, name: string): string {
  const key = `${ownerPrefix(ownerId)}${folder}/${name}`;
  assertStorageKey(key);
  return key;
}

/** Returns whether this user owns the file. An API checks it before it reads a file or adds a task for it. */
export function isStorageKeyOwnedBy(key: string, ownerId: string): boolean {
  return explainStorageKey(key) === null && key.startsWith(ownerPrefix(ownerId));
}

function ownerPrefix(ownerId: string | null): string {
  if (ownerId === null) return "shared/";
  const isPlain = /^[A-Za-z0-9_-]{1,64}$/.test(ownerId) && !ownerId.startsWith("id-");
  return `uploads/${isPlain ? ownerId : `id-${hashForKey(ownerId)}`}/`;
}

/** Returns a hash of a string, 32 hex digits, that is valid in a storage key. */
export function hashForKey(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
