import { isStorageKeyOwnedBy } from "@package/queue";
import { TRPCError } from "@trpc/server";
import type { Scope } from "../../scope.ts";

/** Refuses `upload:` keys of somebody else, as if there were no such upload; other addresses are the worker's to judge. */
export function requireOwnUpload(scope: Scope, url: string): void {
  const [, key] = /^upload:(.*)$/s.exec(url) ?? [];
  if (key === undefined || isStorageKeyOwnedBy(key, scope.ownerId)) return;
  throw new TRPCError({ code: "NOT_FOUND", message: "There is no such upload. Upload the file again." });
}
