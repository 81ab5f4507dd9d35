import { z } from "zod";
import { sourceSchema } from "../sources/parseSource.ts";

/** The data of a `CONTACT_IMPORT` task. */
export const contactImportInput = z.object({
  /** The CSV file: `upload:<storage key>`, `https://…` or `http://…`. */
  fileUrl: sourceSchema,
  options: z
    .strictObject({
      /** The character that separates the columns. Default: detected from the first line. */
      delimiter: z.enum([",", ";", "\t"], "Expected a comma, a semicolon or a tab").optional(),
    })
    .prefault({}),
});
