import { Transform, type TransformCallback } from "node:stream";

/** The upload has more bytes than allowed. */
export class TooManyBytesError extends Error {
  override readonly name = "TooManyBytesError";
}

/** Bytes above the limit that are read and discarded. A browser shows the response only after it has sent the whole file. */
export const overrunBytes = 200_000_000;

/**
 * Passes through at most `maxBytes`, and counts what it reads. It discards further bytes, and fails with TooManyBytesError at the end,
 * or after {@link overrunBytes}.
 */
export class UploadMeter extends Transform {
  readonly #maxBytes: number;
  /** Bytes that were read so far. */
  bytes = 0;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.bytes += chunk.byteLength;
    if (this.bytes <= this.#maxBytes) done(null, chunk);
    else if (this.bytes <= this.#maxBytes + overrunBytes) done();
    else done(new TooManyBytesError(`More than ${this.#maxBytes} bytes`));
  }

  override _flush(done: TransformCallback): void {
    const isTooLarge = this.bytes > this.#maxBytes;
    done(isTooLarge ? new TooManyBytesError(`${this.bytes} bytes; at most ${this.#maxBytes} are allowed`) : null);
  }
}
