import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { importOptional } from "../importOptional.ts";
import { detectImageType } from "./detectImageType.ts";
import type { ImageOptions } from "./imageProcessInput.ts";

const defaultSide = 1_600;
const timeoutSeconds = 120;
/** Pixels of the largest supported image: those of a 100-megapixel camera, with a margin. */
export const maxPixels = 120_000_000;

export interface ImageSize {
  width: number;
  height: number;
}

export interface ConvertedImage extends ImageSize {
  bytes: Uint8Array;
}

/** An image whose metadata was read. `convert` does the expensive part. */
export interface OpenedImage extends ImageSize {
  /** Format of the original, for example `jpeg`. */
  type: string;
  /** @throws UnrecoverableError when the image is damaged, or the format does not allow this size */
  convert(options: ImageOptions): Promise<ConvertedImage>;
}

/**
 * Reads the metadata of an image: its format, and its size after rotation by its EXIF orientation.
 * @throws UnrecoverableError when the file is not an image, or the image is damaged or too large
 */
export async function openImage(content: Uint8Array): Promise<OpenedImage> {
  const detected = detectImageType(content);
  if ("problem" in detected) throw new UnrecoverableError(`${detected.problem}.`);
  const { default: sharp } = await importOptional<typeof import("sharp")>("sharp", "IMAGE_PROCESS");
  // "error" accepts images with harmless defects, but not truncated ones.
  const open = () => sharp(content, { limitInputPixels: maxPixels, failOn: "error" });
  const { autoOrient } = await open().metadata().catch(explainBrokenImage);
  if (autoOrient.width * autoOrient.height > maxPixels) throw tooManyPixelsError();

  return {
    type: detected.type,
    width: autoOrient.width,
    height: autoOrient.height,
    async convert({ resize, format, quality }) {
      const image = open().timeout({ seconds: timeoutSeconds }).autoOrient();
      if (resize !== false) image.resize(resizeOptions(resize));
      // JPEG has no transparency: without this, transparent pixels become black.
      if (format === "jpeg") image.flatten({ background: "#ffffff" });
      image.toFormat(format, quality === undefined ? {} : { quality });
      const { data, info } = await image.toBuffer({ resolveWithObject: true }).catch(explainBrokenImage);
      return { bytes: data, width: info.width, height: info.height };
    },
  };
}

function resizeOptions(resize: Exclude<ImageOptions["resize"], false>) {
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

function explainBrokenImage(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) throw tooManyPixelsError();
  if (/^timeout/i.test(message)) {
    throw new UnrecoverableError(
      `Converting the image took longer than ${timeoutSeconds} s. Request a smaller size or another format.`,
      { cause: error },
    );
  }
  if (/too large for the \w+ format/i.test(message)) {
    throw new UnrecoverableError(`${message}. Request a smaller size or another format.`, { cause: error });
  }
  throw new UnrecoverableError(
    `The image is damaged or incomplete (${firstLine(message)}). Upload it again, or save it in another program first.`,
    { cause: error },
  );
}

function tooManyPixelsError(): UnrecoverableError {
  return new UnrecoverableError(
    `The image has more than ${maxPixels / 1_000_000} million pixels (the maximum). Reduce its size first.`,
  );
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}
