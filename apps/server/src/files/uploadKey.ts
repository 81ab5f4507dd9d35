import { randomBytes } from "node:crypto";
import { ownedStorageKey } from "@package/queue";

/** A new storage key for a user's upload: nobody can guess it, and people still recognise the name in it. */
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
