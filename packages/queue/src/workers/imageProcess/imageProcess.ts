import type { z } from "zod";
import { defineWorker, type Worker } from "../defineWorker.ts";
import { formatBytes } from "../sources/formatBytes.ts";
import { openSource, type SourceSettings } from "../sources/openSource.ts";
import { uploadUrl } from "../sources/parseSource.ts";
import { readAll } from "../sources/readAll.ts";
import { hashForKey, ownedStorageKey } from "../storage/storageKey.ts";
import { untilAborted } from "../untilAborted.ts";
import { readPicture } from "./convertPicture.ts";
import { imageProcessInput } from "./imageProcessInput.ts";

const maxBytes = 25_000_000;
const percentFetched = 40;

/** The result of an `IMAGE_PROCESS` task. */
export interface ImageProcessResult {
  /** Where the storage has the picture. */
  key: string;
  /** The same as a source for another task: `upload:<key>`. */
  url: string;
  format: "webp" | "avif" | "jpeg" | "png";
  width: number;
  height: number;
  bytes: number;
  originalBytes: number;
  /** As people see it, turned as its camera says. */
  originalWidth: number;
  originalHeight: number;
}

/**
 * The worker of `IMAGE_PROCESS`: converts a picture of at most 25 MB, upright and without its metadata (place, camera,
 * owner), and keeps the result in the storage. Of a moving picture it takes the first frame.
 */
export function createImageProcessWorker(
  settings: SourceSettings,
): Worker<z.input<typeof imageProcessInput>, ImageProcessResult> {
  return defineWorker({
    input: imageProcessInput,
    timeoutMs: 180_000,
    // Each picture takes hundreds of megabytes while it is converted, and all cores.
    concurrency: 2,
    async run({ imageUrl, options }, context): Promise<ImageProcessResult> {
      const { signal } = context;
      context.progress(1, "Opening the picture");
      const file = await openSource(imageUrl, { ...settings, signal, maxBytes, accept: "image/*" });
      const content = await readAll(file, signal, (bytes) => {
        const share = file.bytes === null || file.bytes === 0 ? 0.5 : Math.min(bytes / file.bytes, 1);
        context.progress(Math.round(1 + share * (percentFetched - 1)), `${formatBytes(bytes)} read`);
      });

      const picture = await readPicture(content);
      context.progress(
        percentFetched + 5,
        `Converting ${picture.width} × ${picture.height} pixels to ${options.format.toUpperCase()}`,
      );
      const converted = await untilAborted(picture.convert(options), signal);

      context.progress(90, `Storing ${formatBytes(converted.bytes.length)}`);
      // The same in every attempt: a repeated one replaces its own file and nobody else's.
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
        originalWidth: picture.width,
        originalHeight: picture.height,
      };
    },
  });
}
