import { TRPCError } from "@trpc/server";
import type { Scope } from "../../scope.ts";

/** Uploads lie under their user's folder. */
export function uploadFolderOf(scope: Scope): string {
  return `uploads/${scope.ownerId}/`;
}

/** Refuses `upload:` keys of somebody else, as if there were no such upload; other addresses are the worker's to judge. */
export function requireOwnUpload(scope: Scope, url: string): void {
  if (!/^\s*upload:/i.test(url)) return;
  const key = url.replace(/^\s*upload:/i, "");
  if (key.startsWith(uploadFolderOf(scope)) && !key.split("/").includes("..")) return;
  throw new TRPCError({ code: "NOT_FOUND", message: "There is no such upload. Upload the file again." });
}
