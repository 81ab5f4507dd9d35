import { Transform } from "node:stream";

/** More bytes arrived than are allowed. */
export class TooManyBytesError extends Error {
  override readonly name = "TooManyBytesError";
}

/** Passes bytes on, and fails with TooManyBytesError as soon as there are more than `maxBytes`. */
export function limitBytes(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new TooManyBytesError(`more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
}
