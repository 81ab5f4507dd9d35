import { createHash } from "node:crypto";

/** Names an owner in notifications. */
export const ownerKey = (ownerId: string): string =>
  createHash("sha256").update(ownerId).digest("base64url").slice(0, 12);
