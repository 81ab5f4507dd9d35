import type { RemoteFile } from "./openRemoteFile.ts";

/** Reads a whole file into memory; use it only for files of limited size. Rejects with the signal's reason when it aborts. */
export async function readAll(
  file: RemoteFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file.stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks, bytes);
}
