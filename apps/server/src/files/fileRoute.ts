import { Readable } from "node:stream";
import { isQueueError } from "@package/queue";
import { isStorageKeyOwnedBy } from "@package/queue/workers";
import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { requireSession, type ServerEnv } from "../http/session.ts";
import { uploadTypeOf } from "./uploadTypes.ts";

/** `GET /api/files/<key>`: returns the session user's own uploads and results, and 404 for all other keys. */
export function fileRoute(parts: AppParts) {
  return new Hono<ServerEnv>().get("/:key{.+}", requireSession, async (c) => {
    const key = c.req.param("key");
    const userId = c.get("session")?.user.id as string;
    const isBodyWanted = c.req.method !== "HEAD";
    const found = isStorageKeyOwnedBy(key, userId) ? await openFile(parts, key, isBodyWanted) : null;
    if (!found) return c.json({ message: "This file does not exist, or it is not yours." }, 404);

    const type = uploadTypeOf(key);
    const disposition = type?.kind === "image" ? "inline" : "attachment";
    const headers = {
      "content-type": type?.mediaType ?? "application/octet-stream",
      "content-length": String(found.bytes),
      "content-disposition": `${disposition}; filename="${key.split("/").at(-1)}"`,
    };
    if (found.content === null) return c.body(null, 200, headers);
    return c.body(Readable.toWeb(found.content) as ReadableStream, 200, headers);
  });
}

/** Opens the file only if its content is wanted, because an unread file would stay open. */
async function openFile({ storage }: AppParts, key: string, isBodyWanted: boolean) {
  try {
    const { bytes } = await storage.stat(key);
    return { bytes, content: isBodyWanted ? await storage.read(key) : null };
  } catch (error) {
    if (isQueueError(error, "FILE_NOT_FOUND")) return null;
    throw error;
  }
}
