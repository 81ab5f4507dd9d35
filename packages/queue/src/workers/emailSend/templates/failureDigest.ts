import { z } from "zod";
import type { EmailContent } from "./EmailContent.ts";
import { lineOfText, webAddress } from "./fields.ts";

/** Variables of the template `failure-digest`. */
export const failureDigestVariables = z.strictObject({
  /** Name in the greeting. */
  name: lineOfText.optional(),
  /** Tasks that failed, one entry for tasks that have the same title and the same error. */
  failures: z
    .array(
      z.strictObject({
        /** What failed, for example `Photo holiday.jpg`. */
        title: lineOfText,
        /** How many tasks failed in this way. */
        count: z.int().min(1),
        /** Why. Default: the email does not say it. */
        error: z.string().trim().min(1).max(1_000).optional(),
        /** Link to the newest of these tasks. */
        url: webAddress,
      }),
    )
    .min(1)
    .max(50),
  /** Number of failed tasks that `failures` leaves out. */
  others: z.int().min(0).default(0),
  /** Link to all failed tasks. Default: none. */
  url: webAddress.optional(),
});

export function writeFailureDigest(variables: z.output<typeof failureDigestVariables>): EmailContent {
  const { name, failures, others, url } = variables;
  const count = failures.reduce((sum, failure) => sum + failure.count, others);
  const tasks = count === 1 ? "1 task" : `${count.toLocaleString("en")} tasks`;
  return {
    subject: `${tasks} failed`,
    blocks: [
      { text: name === undefined ? "Hello," : `Hello ${name},` },
      { text: `${tasks} of yours failed, and will not be retried.` },
      ...failures.flatMap((failure) => [{ text: describe(failure) }, { label: "Open the task", url: failure.url }]),
      ...(others === 0 ? [] : [{ text: `${others.toLocaleString("en")} more failed.` }]),
      ...(url === undefined ? [] : [{ label: "Show all failed tasks", url }]),
    ],
  };
}

function describe({ title, count, error }: z.output<typeof failureDigestVariables>["failures"][number]): string {
  const times = count === 1 ? "" : ` (${count.toLocaleString("en")} times)`;
  return `${title}${times}${error === undefined ? "" : `\n${error}`}`;
}
