import { Transform } from "node:stream";

/** The upload has more bytes than allowed. */
export class TooManyBytesError extends Error {
  override readonly name = "TooManyBytesError";
}

/** Bytes above the limit that are read and discarded. A browser shows the response only after it has sent the whole file. */
export const overrunBytes = 200_000_000;

/** Passes through at most `maxBytes`. Discards further bytes, and fails with TooManyBytesError at the end, or after {@link overrunBytes}. */
export function limitUpload(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) done(null, chunk);
      else if (bytes <= maxBytes + overrunBytes) done();
      else done(new TooManyBytesError(`More than ${maxBytes} bytes`));
    },
    flush(done) {
      done(bytes > maxBytes ? new TooManyBytesError(`${bytes} bytes; at most ${maxBytes} are allowed`) : null);
    },
  });
}
