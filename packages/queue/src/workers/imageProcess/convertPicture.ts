import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { importOptional } from "../importOptional.ts";
import { detectPictureType } from "./detectPictureType.ts";
import type { PictureOptions } from "./imageProcessInput.ts";

const defaultSide = 1_600;
const timeoutSeconds = 120;
/** Pixels of the largest picture that is taken: those of a 100-megapixel camera, with room. */
export const maxPixels = 120_000_000;

export interface PictureSize {
  width: number;
  height: number;
}

export interface ConvertedPicture extends PictureSize {
  bytes: Uint8Array;
}

/** A picture whose head was read. `convert` does the work. */
export interface ReadPicture extends PictureSize {
  /** Format of the original, for example `jpeg`. */
  type: string;
  /** @throws UnrecoverableError when the picture turns out to be broken, or the result cannot have this size */
  convert(options: PictureOptions): Promise<ConvertedPicture>;
}

/**
 * Reads the head of a picture: its size as people see it, turned as its camera says.
 * @throws UnrecoverableError when it is not a picture, broken or too large
 */
export async function readPicture(content: Uint8Array): Promise<ReadPicture> {
  const detected = detectPictureType(content);
  if ("problem" in detected) throw new UnrecoverableError(`${detected.problem}.`);
  const { default: sharp } = await importOptional("sharp", "IMAGE_PROCESS", () => import("sharp"));
  // "error" lets pictures with harmless oddities pass; a truncated one is never harmless.
  const open = () => sharp(content, { limitInputPixels: maxPixels, failOn: "error" });
  const { autoOrient } = await open().metadata().catch(explainBrokenPicture);
  if (autoOrient.width * autoOrient.height > maxPixels) throw tooManyPixelsError();

  return {
    type: detected.type,
    width: autoOrient.width,
    height: autoOrient.height,
    async convert({ resize, format, quality }) {
      const picture = open().timeout({ seconds: timeoutSeconds }).autoOrient();
      if (resize !== false) picture.resize(resizeOptions(resize));
      // JPEG knows no transparency; without this it becomes black.
      if (format === "jpeg") picture.flatten({ background: "#ffffff" });
      picture.toFormat(format, quality === undefined ? {} : { quality });
      const { data, info } = await picture.toBuffer({ resolveWithObject: true }).catch(explainBrokenPicture);
      return { bytes: data, width: info.width, height: info.height };
    },
  };
}

function resizeOptions(resize: Exclude<PictureOptions["resize"], false>) {
  if (resize === true)
    return { width: defaultSide, height: defaultSide, fit: "inside" as const, withoutEnlargement: true };
  const { width, height, fit } = resize;
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    fit,
    withoutEnlargement: fit === "inside",
  };
}

function explainBrokenPicture(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) throw tooManyPixelsError();
  if (/^timeout/i.test(message)) {
    throw new UnrecoverableError(
      `Converting the picture takes longer than ${timeoutSeconds} s. Ask for a smaller size, or for another format.`,
      { cause: error },
    );
  }
  if (/too large for the \w+ format/i.test(message)) {
    throw new UnrecoverableError(`${message}. Ask for a smaller size, or for another format.`, { cause: error });
  }
  throw new UnrecoverableError(`The picture is broken or cut off, and cannot be read (${firstLine(message)}).`, {
    cause: error,
  });
}

function tooManyPixelsError(): UnrecoverableError {
  return new UnrecoverableError(
    `The picture has more than ${maxPixels / 1_000_000} million pixels, which is the most that is taken.`,
  );
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}
