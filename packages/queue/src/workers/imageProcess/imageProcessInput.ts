import { z } from "zod";
import { sourceSchema } from "../sources/parseSource.ts";

const maxSide = 10_000;
const side = z.int().min(1).max(maxSide);

const resizeInput = z
  .strictObject({
    width: side.optional(),
    height: side.optional(),
    fit: z.enum(["inside", "cover", "contain", "fill", "outside"]).default("inside"),
  })
  .refine(({ width, height }) => width !== undefined || height !== undefined, "Pass a width, a height, or both");

/** The data of an `IMAGE_PROCESS` task. */
export const imageProcessInput = z.object({
  /** The image: `https://…`, `http://…`, or `upload:<storage key>`. */
  imageUrl: sourceSchema,
  options: z
    .strictObject({
      /**
       * `true` fits the image into 1,600 × 1,600 pixels. An object gives the size in pixels; `fit` works as CSS's object-fit,
       * and `inside` (the default) never enlarges. Default `false`: the size does not change.
       */
      resize: z
        .union([z.boolean(), resizeInput], "Expected true, false, or { width, height, fit } in pixels")
        .default(false),
      /** Format of the result. Default `webp`. */
      format: z.enum(["webp", "avif", "jpeg", "png"]).default("webp"),
      /** 1 to 100; on `png` it also reduces the number of colours. Default: the format's own. */
      quality: z.int().min(1).max(100).optional(),
    })
    .prefault({}),
});

/** The requested conversion. */
export type ImageOptions = z.output<typeof imageProcessInput>["options"];
