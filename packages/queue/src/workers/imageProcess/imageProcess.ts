import type { z } from "zod";
import { builtInLimits } from "../builtInLimits.ts";
import { defineWorker, type Worker } from "../defineWorker.ts";
import { formatBytes } from "../sources/formatBytes.ts";
import { openSource, type SourceSettings } from "../sources/openSource.ts";
import { uploadUrl } from "../sources/parseSource.ts";
import { readAll } from "../sources/readAll.ts";
import { hashForKey, ownedStorageKey } from "../storage/storageKey.ts";
import { untilAborted } from "../untilAborted.ts";
import { openImage } from "./convertImage.ts";
import { imageProcessInput } from "./imageProcessInput.ts";

const maxBytes = 25_000_000;
const percentFetched = 40;

/** The result of an `IMAGE_PROCESS` task. */
export interface ImageProcessResult {
  /** The storage key of the result. */
  key: string;
  /** The key as a source for another task: `upload:<key>`. */
  url: string;
  format: "webp" | "avif" | "jpeg" | "png";
  width: number;
  height: number;
  bytes: number;
  originalBytes: number;
  /** After rotation by the EXIF orientation. */
  originalWidth: number;
  originalHeight: number;
}

/**
 * Creates the worker of `IMAGE_PROCESS`. It converts an image of at most 25 MB, rotates it upright, removes its metadata
 * (place, camera, owner), and writes the result to the storage. It uses the first frame of an animated image.
 */
export function createImageProcessWorker(
  settings: SourceSettings,
): Worker<z.input<typeof imageProcessInput>, ImageProcessResult> {
  return defineWorker({
    input: imageProcessInput,
    ...builtInLimits.IMAGE_PROCESS,
    async run({ imageUrl, options }, context): Promise<ImageProcessResult> {
      const { signal } = context;
      context.progress(1, "Opening the image");
      const file = await openSource(imageUrl, { ...settings, signal, maxBytes, accept: "image/*" });
      const content = await readAll(file, signal, (bytes) => {
        const share = file.bytes === null || file.bytes === 0 ? 0.5 : Math.min(bytes / file.bytes, 1);
        context.progress(Math.round(1 + share * (percentFetched - 1)), `${formatBytes(bytes)} read`);
      });

      const image = await openImage(content);
      context.progress(
        percentFetched + 5,
        `Converting ${image.width} × ${image.height} pixels to ${options.format.toUpperCase()}`,
      );
      const converted = await untilAborted(image.convert(options), signal);

      context.progress(90, `Storing ${formatBytes(converted.bytes.length)}`);
      // The name is the same in every attempt, so a repeated attempt replaces only its own file.
      const name = `${hashForKey(context.idempotencyKey)}.${options.format === "jpeg" ? "jpg" : options.format}`;
      const key = ownedStorageKey(context.task.ownerId ?? null, "pictures", name);
      const { bytes } = await settings.storage.write(key, converted.bytes, { signal });
      context.progress(100, `${formatBytes(content.length)} became ${formatBytes(bytes)}`);

      return {
        key,
        url: uploadUrl(key),
        format: options.format,
        width: converted.width,
        height: converted.height,
        bytes,
        originalBytes: content.length,
        originalWidth: image.width,
        originalHeight: image.height,
      };
    },
  });
}
