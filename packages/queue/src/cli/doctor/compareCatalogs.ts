import { quoteIdentifier as quote } from "../../domain/quoteIdentifier.ts";
import type { Finding } from "./Finding.ts";
import { mendObject, type Origin } from "./mendObject.ts";
import type { CatalogEntry } from "./readCatalog.ts";

/** Why an object matters, by its name, or else by its kind. */
const reasons: Record<string, string> = {
  QueueTask_claim_idx: "Claims read this index in its order. Without it, each claim reads and sorts the whole table.",
  QueueTask_lease_idx: "Rescue finds expired leases with it. Without it, each rescue reads the whole table.",
  QueueTask_unique_key: "It guarantees that at most one unfinished task of a type has a unique key.",
  QueueTask_concurrency_key: "It guarantees that at most one task with a concurrency key runs.",
  QueueTask_start_within_idx: "Tasks that were not started in time are found with it.",
  QueueTask_processing_has_lease: "It makes rows impossible that no runner would claim or rescue.",
  QueueTask_terminal_has_end: "It makes finished tasks without an end impossible, which would never be removed.",
  fillfactor: "Free space in each page lets PostgreSQL update a task without new index entries.",
  deduplicate_items: "The entries of this index differ, so looking for equal ones costs time with each write.",
  table: "The queue's statements use it.",
  column: "The queue's statements use it.",
  index: "Lists and lookups read the whole table without it.",
  constraint: "It prevents invalid rows.",
  setting:
    "Each task leaves several row versions. With the usual settings, vacuum starts too late and the table grows.",
  value: "A task cannot have this status without it.",
};

/** Entries of the database, and those that this version of the library creates. */
export interface Comparison extends Origin {
  actual: readonly CatalogEntry[];
  expected: readonly CatalogEntry[];
  /** SQL of upgrades that are still to come: what they mend is not reported again. */
  pendingSql: string;
}

/** Returns what the database lacks, or has otherwise. Further columns, indexes and constraints are yours, and no finding. */
export function compareCatalogs({ schema, createSql, actual, expected, pendingSql }: Comparison): Finding[] {
  const found = new Map(actual.map((entry) => [keyOf(entry), entry.definition]));
  const hasOwner = (entry: CatalogEntry) =>
    entry.kind === "table" ||
    actual.some(({ kind, name }) => kind !== "column" && name === entry.owner) ||
    isEnum(entry);
  return expected
    .filter((entry) => found.get(keyOf(entry)) !== entry.definition)
    .filter((entry) => hasOwner(entry) && !pendingSql.includes(quote(entry.name)))
    .map((entry) => {
      const definition = found.get(keyOf(entry));
      const sql = mendObject(addSettings(entry, expected), { schema, createSql }, definition !== undefined);
      return definition === undefined ? describeMissing(entry, sql) : describeOther(entry, definition, schema, sql);
    });
}

/** Returns an index with its settings, which are entries of their own, in its definition; other entries as they are. */
function addSettings(index: CatalogEntry, expected: readonly CatalogEntry[]): CatalogEntry {
  const settings = expected.filter(({ kind, owner }) => kind === "setting" && owner === index.name);
  if (index.kind !== "index" || settings.length === 0) return index;
  const list = settings.map(({ name, definition }) => `${name} = ${definition}`).join(", ");
  return { ...index, definition: index.definition.replace(/(?= WHERE |$)/, ` WITH (${list})`) };
}

const keyOf = ({ kind, owner, name }: CatalogEntry): string => `${kind} ${owner} ${name}`;
const isEnum = ({ kind }: CatalogEntry): boolean => kind === "value";
const reasonOf = ({ kind, name }: CatalogEntry): string => reasons[name] ?? reasons[kind] ?? "";

function describeMissing(entry: CatalogEntry, sql: string): Finding {
  const { kind, owner, name } = entry;
  const place = kind === "table" ? "" : ` of ${owner}`;
  return {
    severity: "problem",
    what: `The ${kind} ${name}${place} is missing.`,
    why: reasonOf(entry),
    mend: sql,
  };
}

function describeOther(entry: CatalogEntry, definition: string, schema: string, sql: string): Finding {
  const { kind, owner, name } = entry;
  const isInvalid = definition === `${entry.definition} INVALID`;
  const isUnvalidated = definition === `${entry.definition} NOT VALID`;
  const what = `The ${kind} ${name} of ${owner} is ${definition}; expected ${entry.definition}.`;
  if (isInvalid)
    return {
      severity: "problem",
      what: `The index ${name} is invalid.`,
      why: reasonOf(entry),
      mend: `REINDEX INDEX CONCURRENTLY ${quote(schema)}.${quote(name)};`,
    };
  if (isUnvalidated)
    return {
      severity: "note",
      what: `The constraint ${name} was not validated.`,
      why: reasonOf(entry),
      mend: `ALTER TABLE ${quote(schema)}.${quote(owner)} VALIDATE CONSTRAINT ${quote(name)};`,
    };
  // A setting of the user is on purpose.
  return {
    severity: kind === "setting" ? "note" : "problem",
    what,
    why: reasonOf(entry),
    mend: sql,
  };
}
