import { pipeline, Readable } from "node:stream";
import type { FileStorage } from "@package/queue/workers";
import { type Context, Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { requireSession, type ServerEnv } from "../http/session.ts";
import type { UserLimits } from "../http/userLimits.ts";
import { readFileName } from "./readFileName.ts";
import { overrunBytes, TooManyBytesError, UploadMeter } from "./UploadMeter.ts";
import { uploadKey } from "./uploadKey.ts";
import { type UploadType, uploadEndings, uploadTypeOf } from "./uploadTypes.ts";

const megabyte = 1_000_000;

/** `POST /api/uploads`: stores one file, the body of the request, for the session's user. A task can then use it. */
export function uploadRoute(parts: AppParts, limits: UserLimits) {
  const maxBytesOf = parts.maxUploadBytes ?? { image: 25 * megabyte, csv: 100 * megabyte };

  return new Hono<ServerEnv>().post("/", requireSession, async (c) => {
    const userId = c.get("session")?.user.id as string;
    const waitSeconds = await limits.countUpload(userId);
    if (waitSeconds !== null) return await refuseForNow(c, limits, userId, waitSeconds);
    const received = { bytes: 0 };
    let isStored = false;
    try {
      const response = await receiveUpload(c, userId, received);
      isStored = response.status === 201;
      return response;
    } finally {
      if (isStored) await limits.addStoredUpload(userId, received.bytes);
      else await limits.addRefusedUpload(userId, received.bytes);
    }
  });

  /** @param received - gets the number of bytes that were read, also when the upload fails */
  async function receiveUpload(c: Context<ServerEnv>, userId: string, received: { bytes: number }) {
    const name = readFileName(c.req.header("x-file-name"));
    if (name === null) return refuse(c, 400, "Send the file's name, percent-encoded, in the header X-File-Name.");
    const type = uploadTypeOf(name);
    if (!type) return refuse(c, 415, `"${name}" cannot be uploaded. Files may end in ${uploadEndings}.`);
    const maxBytes = maxBytesOf[type.kind];
    if (Number(c.req.header("content-length") ?? 0) > maxBytes + overrunBytes)
      return refuseLarge(c, name, type, maxBytes);
    if (!c.req.raw.body) return refuse(c, 400, `"${name}" is empty.`);

    const key = uploadKey(userId, name);
    const meter = new UploadMeter(maxBytes);
    try {
      const { bytes } = await storeUpload(parts.storage, key, c.req.raw, meter);
      if (bytes === 0) {
        await parts.storage.delete(key);
        return refuse(c, 400, `"${name}" is empty.`);
      }
      return c.json({ key, url: `upload:${key}`, name, size: bytes, type: type.mediaType }, 201);
    } catch (error) {
      if (error instanceof TooManyBytesError) return refuseLarge(c, name, type, maxBytes);
      throw error;
    } finally {
      received.bytes = meter.bytes;
    }
  }
}

async function storeUpload(storage: FileStorage, key: string, request: Request, meter: UploadMeter) {
  const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  pipeline(body, meter, () => {}); // the storage gets its error through `meter`
  return await storage.write(key, meter, { signal: request.signal });
}

async function refuseForNow(c: Context<ServerEnv>, limits: UserLimits, userId: string, waitSeconds: number) {
  // A browser shows the response only after it has sent the whole file. From a client that goes on and on, nothing is read.
  if (await limits.mayReadRefused(userId)) await limits.addRefusedBytes(userId, await dropBody(c.req.raw));
  c.header("connection", "close");
  c.header("retry-after", String(waitSeconds));
  return refuse(c, 429, `Too many uploads. Try again in ${waitSeconds} s.`);
}

/** Reads the body, up to a limit, and returns the number of bytes. */
async function dropBody(request: Request): Promise<number> {
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > overrunBytes) break;
  }
  return bytes;
}

function refuse(c: Context<ServerEnv>, status: 400 | 413 | 415 | 429, message: string) {
  return c.json({ message }, status);
}

function refuseLarge(c: Context<ServerEnv>, name: string, type: UploadType, maxBytes: number) {
  c.header("connection", "close"); // the body may not have been read completely
  const kind = type.kind === "csv" ? "CSV files" : "images";
  return refuse(c, 413, `"${name}" is too large. The limit for ${kind} is ${maxBytes / megabyte} MB.`);
}
