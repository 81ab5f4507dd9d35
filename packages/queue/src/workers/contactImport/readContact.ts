import { z } from "zod";
import type { ContactColumns } from "./mapHeader.ts";

/** The fields of a contact in one row. */
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
    .pipe(z.email({ error: ({ input }) => `${JSON.stringify(input)} is not an email address` })),
  name: shortText,
  company: shortText,
});

/** Returns the contact of a row, or a sentence that says why the row cannot be imported. */
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
