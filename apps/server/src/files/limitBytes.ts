import { Transform } from "node:stream";

/** More bytes arrived than are allowed. */
export class TooManyBytesError extends Error {
  override readonly name = "TooManyBytesError";
}

/** Bytes above the limit that are read and dropped: a browser that may not send its file to the end shows no answer. */
export const patienceBytes = 200_000_000;

/** Passes on at most `maxBytes`. Drops what comes above, and fails with TooManyBytesError at the end or when patience is over. */
export function limitBytes(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) done(null, chunk);
      else if (bytes <= maxBytes + patienceBytes) done();
      else done(new TooManyBytesError(`more than ${maxBytes} bytes`));
    },
    flush(done) {
      done(bytes > maxBytes ? new TooManyBytesError(`${bytes} bytes instead of ${maxBytes}`) : null);
    },
  });
}
