import { Transform } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";

const utf16Marks = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** Passes a file through while it is UTF-8 text. Otherwise fails with an UnrecoverableError that says what the file is. */
export function checkText(): Transform {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;

  function check(chunk: Uint8Array, isLast: boolean): void {
    if (isFirst && utf16Marks.some((mark) => mark.equals(chunk.subarray(0, 2)))) throw encodingError("UTF-16");
    isFirst = false;
    if (chunk.includes(0))
      throw new UnrecoverableError("The file is not a CSV file: it has binary content. Save the table as CSV.");
    try {
      decoder.decode(chunk, { stream: !isLast });
    } catch {
      throw encodingError("another encoding");
    }
  }

  return new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      try {
        check(chunk, false);
        callback(null, chunk);
      } catch (error) {
        callback(error as Error);
      }
    },
    flush(callback) {
      try {
        check(new Uint8Array(), true);
        callback();
      } catch (error) {
        callback(error as Error);
      }
    },
  });
}

function encodingError(found: string): UnrecoverableError {
  return new UnrecoverableError(
    `The file is not UTF-8 but ${found}. Save it as UTF-8 (in Excel: "CSV UTF-8") and upload it again.`,
  );
}
