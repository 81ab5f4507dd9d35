import { z } from "zod";
import type { ContactColumns } from "./mapHeader.ts";

/** What a row says about a person. */
export interface ContactFields {
  email: string;
  name: string | null;
  company: string | null;
}

const shortText = z
  .string()
  .max(200, "is longer than 200 characters")
  .transform((text) => (text === "" ? null : text));

const contactSchema = z.object({
  email: z
    .string()
    .min(1, { error: "is missing", abort: true })
    .max(254, { error: "is longer than 254 characters", abort: true })
    .pipe(z.email({ error: ({ input }) => `${JSON.stringify(input)} is not a mail address` })),
  name: shortText,
  company: shortText,
});

/** Reads a row; answers a text that says what is wrong with it when it cannot be imported. */
export function readContact(row: readonly string[], columns: ContactColumns): ContactFields | string {
  const surplus = row.slice(columns.count).some((field) => field.trim() !== "");
  if (surplus) return `has ${row.length} columns, the first line has ${columns.count}`;
  const field = (index: number | null) => (index === null ? "" : (row[index] ?? "").trim());
  const parsed = contactSchema.safeParse({
    email: field(columns.email),
    name: field(columns.name),
    company: field(columns.company),
  });
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");
}
