import { quoteIdentifier, searchPathOption } from "../quoteIdentifier.ts";
import { QueueError } from "./errors.ts";

/** PostgreSQL's reason for refusing a statement. */
export interface Refusal {
  /** PostgreSQL's code, for example 23514. */
  sqlState: string;
  /** PostgreSQL's message. */
  message: string;
  table?: string | undefined;
  constraint?: string | undefined;
}

/**
 * The statement conflicted with another transaction: a serialization failure, a deadlock, or a unique key that both took. Run the
 * whole transaction again.
 * The `code` is the one of Prisma's own error, so retry wrappers for Prisma recognise it.
 */
export class TransactionConflictError extends QueueError {
  static override readonly name: string = "TransactionConflictError";
  readonly code = "P2034";
  override readonly retryable = true;
  constructor({ sqlState, message }: Refusal, cause: unknown) {
    super(
      `The statement conflicted with another transaction (${sqlState}: ${message}). Its transaction was rolled back: run the whole transaction again.`,
      { cause },
    );
  }
}

/** The schemas in which the connection looks for tables, and the schemas that have the queue's tables. */
export interface SchemaPlace {
  searchPath: string;
  /** Schemas with the queue's tables, separated by commas; null if there are none. */
  schemas: string | null;
}

/** The database lacks a table, column, type or index that this version needs, or it is in a schema where the connection does not look. */
export class QueueSchemaError extends QueueError {
  static override readonly name: string = "QueueSchemaError";
  readonly code = "SCHEMA_MISMATCH";
  /** @param place - undefined if the database could not be queried */
  constructor({ message }: Refusal, place: SchemaPlace | undefined, cause: unknown) {
    const found = place?.schemas ? `the tables are in schema ${place.schemas}` : "there are no tables of the queue";
    const where = place ? ` Currently search_path is ${place.searchPath}, and ${found}.` : "";
    super(
      `The database lacks something that this version of the queue needs: ${message}. Apply the migrations: "npx prisma migrate deploy". ${adviseOnPlace(place)}${where} "npx --no-install queue doctor" lists what is missing. See docs/own-schema.md.`,
      { cause },
    );
  }
}

/** Returns what to do if the migrations are applied. */
function adviseOnPlace(place: SchemaPlace | undefined): string {
  if (place && place.schemas === null)
    return "If they are applied, the connection uses another database, or the models have other names in it: remove @@map from them.";
  const schema = place?.schemas?.split(", ")[0] ?? "<schema>";
  return `If they are applied, the connection does not find their schema: run ALTER ROLE CURRENT_USER SET search_path = public, ${quoteIdentifier(schema)}; or pass options: ${JSON.stringify(searchPathOption(schema))} to PrismaPg, and "?schema=${encodeURIComponent(schema)}" in connectionString. PrismaPg's own option "schema" does not apply to the queue's SQL.`;
}

/** Rows of your tables refer to the task, and their foreign key prevents its deletion. */
export class TaskReferencedError extends QueueError {
  static override readonly name: string = "TaskReferencedError";
  readonly code = "TASK_REFERENCED";
  readonly taskId: string;
  /** Table of the rows that refer to the task. */
  readonly table: string | undefined;
  /** Name of its foreign key. */
  readonly constraint: string | undefined;
  constructor(taskId: string, { table, constraint }: Refusal, cause: unknown) {
    super(
      `Task "${taskId}" cannot be deleted: rows of table ${table ?? "(unknown)"} refer to it with the foreign key ${constraint ?? "(unknown)"}. Delete those rows or clear their reference first, or declare the relation with onDelete: SetNull or Cascade.`,
      { cause },
    );
    this.taskId = taskId;
    this.table = table;
    this.constraint = constraint;
  }
}

/** PostgreSQL refused a statement of the queue for a reason that no other error covers. The driver's error is the `cause`. */
export class DatabaseRefusedError extends QueueError implements Refusal {
  static override readonly name: string = "DatabaseRefusedError";
  readonly code = "DATABASE_REFUSED";
  /** PostgreSQL's code for the reason, for example 42501. */
  readonly sqlState: string;
  readonly table: string | undefined;
  readonly constraint: string | undefined;
  constructor({ sqlState, message, table, constraint }: Refusal, cause: unknown) {
    super(`PostgreSQL refused a statement of the queue (${sqlState}: ${message}). ${adviseOn(sqlState)}`, { cause });
    this.sqlState = sqlState;
    this.table = table;
    this.constraint = constraint;
  }
}

const advices: readonly [sqlState: RegExp, advice: string][] = [
  [
    /^25P02$/,
    "An earlier statement of this transaction failed: fix the cause of that error, and run the whole transaction again.",
  ],
  [/^28/, "Check the user and the password of the connection, and that pg_hba.conf lets it in."],
  [/^3D000$/, "Check the name of the database at the end of the connection's URL, or create it."],
  [/^42501$/, "Grant the connection's user the right to read and write the queue's tables."],
  [/^54/, "A value is larger than PostgreSQL allows: pass less data at once."],
  [
    /^(22P05|22021)$/,
    "The database's encoding does not have this character: remove it, or use a database with the encoding UTF8.",
  ],
];

function adviseOn(sqlState: string): string {
  const found = advices.find(([pattern]) => pattern.test(sqlState));
  return found ? found[1] : "See the cause of this error for the details.";
}
