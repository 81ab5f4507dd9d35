import { UnrecoverableError } from "../../errors.ts";

/** A row of the table Contact. */
export interface ContactRow {
  ownerId: string | null;
  importId: string;
  rowNumber: number;
  email: string;
  name: string | null;
  company: string | null;
}

/** A row of the table ContactImportError. */
export interface ContactErrorRow {
  importId: string;
  rowNumber: number;
  message: string;
}

interface ImportTable<TRow> {
  createMany(args: { data: TRow[]; skipDuplicates: true }): PromiseLike<{ count: number }>;
  count(args: { where: { importId: string; rowNumber?: { lte: number } } }): PromiseLike<number>;
  findMany(args: {
    where: { importId: string };
    orderBy: { rowNumber: "asc" | "desc" };
    take: number;
  }): PromiseLike<TRow[]>;
}

/** What the import needs of a Prisma client. */
export interface ContactTables {
  contact: ImportTable<ContactRow>;
  contactImportError: ImportTable<ContactErrorRow>;
}

/**
 * The import's tables of a Prisma client.
 * @throws UnrecoverableError when its schema does not have them
 */
export function contactTablesOf(db: object): ContactTables {
  const client = db as Partial<ContactTables>;
  if (client.contact?.createMany && client.contactImportError?.createMany) return client as ContactTables;
  throw new UnrecoverableError(
    "CONTACT_IMPORT needs the models Contact and ContactImportError. Copy them from the schema of @package/queue into yours and run prisma generate.",
  );
}

/** A client that has the models, on a database without their tables, fails for good; every other error stays as it is. */
export function explainMissingTable(error: unknown): unknown {
  const isMissing = error instanceof Error && "code" in error && error.code === "P2021";
  if (!isMissing) return error;
  return new UnrecoverableError(
    "The database has no table Contact or ContactImportError. Run the migrations, then add a new task.",
    { cause: error },
  );
}
