import { randomBytes } from "node:crypto";
import { ownedStorageKey } from "@package/queue/workers";

/** Returns a new storage key for a user's upload. It cannot be guessed and contains the file's name. */
export function uploadKey(userId: string, fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  const ending = fileName.slice(dot + 1).toLowerCase();
  const name = fileName
    .slice(0, dot)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\w-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return ownedStorageKey(userId, "originals", `${randomBytes(12).toString("hex")}-${name || "file"}.${ending}`);
}
