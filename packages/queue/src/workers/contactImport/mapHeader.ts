import { UnrecoverableError } from "../../domain/errors/errors.ts";

/** Where a contact's fields stand in a row; null when the file does not have them. */
export interface ContactColumns {
  email: number;
  name: number | null;
  company: number | null;
  /** Columns of the header. */
  count: number;
}

const names = {
  email: ["email", "e-mail", "mail", "email address", "e-mail address"],
  name: ["name", "full name"],
  company: ["company", "organization", "organisation"],
};

/**
 * Finds the contact's fields by the names in the header, whatever their case.
 * @throws UnrecoverableError when no column is the mail address
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
    `The file has no column "email". Its first line names ${listed.join(", ")}; name the column of the mail addresses "email".`,
  );
}
