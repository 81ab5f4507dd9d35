import { createHash } from "node:crypto";
import { InvalidStorageKeyError } from "../../domain/errors/errors.ts";

const maxKeyLength = 512;

/** What is wrong with a storage key; null when it is fine. */
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

/** Throws `InvalidStorageKeyError` unless `key` is relative, stays in its folder and is plain ASCII. */
export function assertStorageKey(key: string): void {
  const reason = explainStorageKey(key);
  if (reason !== null) throw new InvalidStorageKeyError(key, reason);
}

/**
 * The key of a file that belongs to a user, or to nobody (`null`): `uploads/<owner>/<folder>/<name>` or `shared/<folder>/<name>`.
 * An owner id that cannot be a part of a key is replaced by its hash.
 * @throws InvalidStorageKeyError when the folder or the name cannot be part of a key
 */
export function ownedStorageKey(ownerId: string | null, folder: string, name: string): string {
  const key = `${ownerPrefix(ownerId)}${folder}/${name}`;
  assertStorageKey(key);
  return key;
}

/** Whether the file of this key belongs to this user: what an API checks before it reads a file, or adds a task about it. */
export function isStorageKeyOwnedBy(key: string, ownerId: string): boolean {
  return explainStorageKey(key) === null && key.startsWith(ownerPrefix(ownerId));
}

function ownerPrefix(ownerId: string | null): string {
  if (ownerId === null) return "shared/";
  const isPlain = /^[A-Za-z0-9_-]{1,64}$/.test(ownerId) && !ownerId.startsWith("id-");
  return `uploads/${isPlain ? ownerId : `id-${hashForKey(ownerId)}`}/`;
}

/** A short name for any text, the same each time, that can be part of a storage key. */
export function hashForKey(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
