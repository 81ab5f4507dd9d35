import { Transform } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { formatBytes } from "./formatBytes.ts";

/** Returns the error for a file that is larger than a worker accepts. */
export function tooLargeError(name: string, maxBytes: number): UnrecoverableError {
  return new UnrecoverableError(`${name} is larger than ${formatBytes(maxBytes)} (the maximum).`);
}

/** Passes bytes through, and fails with {@link tooLargeError} after more than `maxBytes`. */
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
