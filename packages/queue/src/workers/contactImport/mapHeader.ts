import { UnrecoverableError } from "../../domain/errors/errors.ts";

/** The column of each field of a contact; null if the file does not have the field. */
export interface ContactColumns {
  email: number;
  name: number | null;
  company: number | null;
  /** Number of columns in the header. */
  count: number;
}

const names = {
  email: ["email", "e-mail", "mail", "email address", "e-mail address"],
  name: ["name", "full name"],
  company: ["company", "organization", "organisation"],
};

/**
 * Finds the columns of a contact's fields by the names in the header, ignoring case.
 * @throws UnrecoverableError when no column has the email address
 */
export function mapHeader(header: readonly string[]): ContactColumns {
  const found = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[_\s]+/g, " "),
  );
  const indexOf = (aliases: readonly string[]) => found.findIndex((name) => aliases.includes(name));
  const optional = (index: number) => (index === -1 ? null : index);
  const email = indexOf(names.email);
  if (email === -1) throw missingEmailError(header);
  return {
    email,
    name: optional(indexOf(names.name)),
    company: optional(indexOf(names.company)),
    count: header.length,
  };
}

function missingEmailError(header: readonly string[]): UnrecoverableError {
  const listed = header.slice(0, 20).map((name) => JSON.stringify(name.trim().slice(0, 50)));
  if (header.length > listed.length) listed.push(`and ${header.length - listed.length} more`);
  return new UnrecoverableError(
    `The file has no column "email". Its first line names ${listed.join(", ")}; rename the column of the email addresses to "email".`,
  );
}
