import { addAbortSignal, pipeline } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { isQueueError } from "../../domain/errors/isQueueError.ts";
import type { FileStorage } from "../storage/FileStorage.ts";
import type { AddressPolicy } from "./isPublicAddress.ts";
import { limitBytes, tooLargeError } from "./limitBytes.ts";
import { openRemoteFile, type RemoteFile } from "./openRemoteFile.ts";
import { parseSource } from "./parseSource.ts";

/** The sources of files: the storage for uploads, and the allowed addresses for downloads. */
export interface SourceSettings {
  storage: FileStorage;
  isAddressAllowed: AddressPolicy;
}

/**
 * Opens the file that a task names: an upload, or a file on the web.
 * @throws the errors of `openRemoteFile`; UnrecoverableError when the upload is missing
 */
export async function openSource(
  text: string,
  options: SourceSettings & { signal: AbortSignal; maxBytes: number; accept: string },
): Promise<RemoteFile> {
  const source = parseSource(text);
  if (typeof source === "string") throw new UnrecoverableError(`${JSON.stringify(text.slice(0, 200))}: ${source}.`);
  if (source.kind === "remote") return openRemoteFile(source.url, options);
  return openUpload(source.key, options);
}

async function openUpload(
  key: string,
  { storage, maxBytes, signal }: { storage: FileStorage; maxBytes: number; signal: AbortSignal },
): Promise<RemoteFile> {
  try {
    const { bytes } = await storage.stat(key);
    if (bytes > maxBytes) throw tooLargeError("The uploaded file", maxBytes);
    const stream = addAbortSignal(signal, limitBytes("The uploaded file", maxBytes));
    pipeline(await storage.read(key), stream, () => undefined);
    return { stream, bytes };
  } catch (error) {
    if (!isQueueError(error, "FILE_NOT_FOUND")) throw error;
    throw new UnrecoverableError("The uploaded file no longer exists. Upload it again and add a new task.", {
      cause: error,
    });
  }
}
