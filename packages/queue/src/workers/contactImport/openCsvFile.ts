import type { Readable } from "node:stream";
import type { WorkerContext } from "../defineWorker.ts";
import { openSource, type SourceSettings } from "../sources/openSource.ts";
import { parseSource, uploadUrl } from "../sources/parseSource.ts";
import { hashForKey, ownedStorageKey } from "../storage/storageKey.ts";
import { type Delimiter, detectDelimiter } from "./detectDelimiter.ts";

const maxBytes = 200_000_000;
const headBytes = 65_536;

/** A CSV file that can be read more than once. */
export interface CsvFile {
  delimiter: string;
  open(): Promise<Readable>;
  /** Removes the copy of a remote file; does nothing for an upload. */
  removeCopy(): Promise<void>;
}

/**
 * Opens the file of an import. A remote file is first copied into the storage, so that an attempt that resumes an earlier one
 * reads the same rows.
 */
export async function openCsvFile(
  fileUrl: string,
  chosenDelimiter: Delimiter | undefined,
  settings: SourceSettings,
  context: WorkerContext,
): Promise<CsvFile> {
  const { signal } = context;
  const open = (url: string) => openSource(url, { ...settings, signal, maxBytes, accept: "text/csv, text/plain, */*" });

  const source = parseSource(fileUrl);
  const isRemote = typeof source !== "string" && source.kind === "remote";
  const copyKey = ownedStorageKey(context.task.ownerId ?? null, "imports", `${hashForKey(context.idempotencyKey)}.csv`);
  if (isRemote && !(await settings.storage.exists(copyKey))) {
    context.progress(1, "Downloading the file");
    await settings.storage.write(copyKey, (await open(fileUrl)).stream, { signal });
  }
  const url = isRemote ? uploadUrl(copyKey) : fileUrl;

  return {
    delimiter: chosenDelimiter ?? detectDelimiter(await readHead((await open(url)).stream)),
    open: async () => (await open(url)).stream,
    removeCopy: async () => (isRemote ? settings.storage.delete(copyKey) : undefined),
  };
}

async function readHead(stream: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= headBytes) break;
  }
  return Buffer.concat(chunks).toString();
}
