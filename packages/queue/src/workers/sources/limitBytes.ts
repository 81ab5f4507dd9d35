import { Transform } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { formatBytes } from "./formatBytes.ts";

/** A file that is larger than a worker takes. */
export function tooLargeError(name: string, maxBytes: number): UnrecoverableError {
  return new UnrecoverableError(`${name} is larger than ${formatBytes(maxBytes)}, which is the most that is taken.`);
}

/** Passes bytes on until there are too many of them. */
export function limitBytes(name: string, maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      bytes += chunk.length;
      if (bytes > maxBytes) callback(tooLargeError(name, maxBytes));
      else callback(null, chunk);
    },
  });
}
