import type { ErrorCause } from "@package/queue";
import { z } from "zod";
import { redactData } from "./redactData.ts";

const errorCause: z.ZodType<ErrorCause> = z.object({
  errorClass: z.string(),
  code: z.string().optional(),
  message: z.string(),
  get causes() {
    return z.array(errorCause).optional();
  },
});

/** The causes of a failed attempt as they leave the server; none when the column holds something else. */
export function readErrorCauses(column: unknown): ErrorCause[] {
  return z.array(errorCause).catch([]).parse(redactData(column));
}
