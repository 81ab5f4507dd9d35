import { QueueError } from "./errors.ts";

/** What PostgreSQL said when it refused a statement. */
export interface Refusal {
  /** PostgreSQL's code, for example 23514. */
  sqlState: string;
  /** PostgreSQL's sentence. */
  message: string;
  table?: string | undefined;
  constraint?: string | undefined;
}

/**
 * The statement lost against another transaction (a serialization failure or a deadlock). In a transaction of yours,
 * run all of it again; its `code` is the one that Prisma's own calls have then, so that wrappers which retry know it.
 */
export class TransactionConflictError extends QueueError {
  readonly code = "P2034";
  override readonly retryable = true;
  constructor({ sqlState, message }: Refusal, cause: unknown) {
    super(
      `The statement lost against another transaction (${sqlState}: ${message}). Nothing of its transaction is kept: run the whole transaction again.`,
      { cause },
    );
  }
}

/** Where the database looks for tables, and where those of the queue are. */
export interface SchemaPlace {
  searchPath: string;
  /** Schemas that have the queue's tables, separated by commas; null when there are none. */
  schemas: string | null;
}

/** The database lacks a table, column, type or index that this version of the library needs, or it is not where the connection looks. */
export class QueueSchemaError extends QueueError {
  readonly code = "SCHEMA_MISMATCH";
  /** @param place - undefined when the database could not be asked */
  constructor({ message }: Refusal, place: SchemaPlace | undefined, cause: unknown) {
    const found = place?.schemas ? `the tables are in schema ${place.schemas}` : "there are no tables of the queue";
    const where = place ? ` Here search_path is ${place.searchPath}, and ${found}.` : "";
    super(
      `The database does not have what this version of the queue needs: ${message}. Apply the migrations: "npx prisma migrate deploy". If they are applied, the connection looks in another schema: "?schema=" of its URL, or search_path, has to name theirs.${where} See docs/own-schema.md.`,
      { cause },
    );
  }
}

/** Rows of the application refer to the task, and their foreign key does not let it go. */
export class TaskReferencedError extends QueueError {
  readonly code = "TASK_REFERENCED";
  readonly taskId: string;
  /** Table of the rows that refer to the task. */
  readonly table: string | undefined;
  /** Name of its foreign key. */
  readonly constraint: string | undefined;
  constructor(taskId: string, { table, constraint }: Refusal, cause: unknown) {
    super(
      `Task "${taskId}" cannot be deleted: rows of table ${table ?? "(unknown)"} refer to it by the foreign key ${constraint ?? "(unknown)"}. Delete those rows or clear their reference first, or declare the relation with onDelete: SetNull or Cascade.`,
      { cause },
    );
    this.taskId = taskId;
    this.table = table;
    this.constraint = constraint;
  }
}

/** PostgreSQL refused a statement of the queue for a reason that no other error stands for. The driver's error is its `cause`. */
export class DatabaseRefusedError extends QueueError implements Refusal {
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
    "An earlier statement of this transaction failed: look at that one's error, and run the whole transaction again.",
  ],
  [/^28/, "Check the user and the password of the connection, and that pg_hba.conf lets it in."],
  [/^3D000$/, "Check the name of the database at the end of the connection's URL, or create it."],
  [/^42501$/, "Grant the connection's user the right to read and write the queue's tables."],
  [/^54/, "It is larger than PostgreSQL allows: give less at once."],
  [
    /^(22P05|22021)$/,
    "The database's encoding does not have this character: leave it out, or use a database whose encoding is UTF8.",
  ],
];

function adviseOn(sqlState: string): string {
  const found = advices.find(([pattern]) => pattern.test(sqlState));
  return found ? found[1] : "Its cause is the driver's error.";
}
