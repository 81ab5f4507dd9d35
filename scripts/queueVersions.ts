/** One migration of `prisma/migrations`. */
export interface NamedMigration {
  name: string;
  sql: string;
}

/** The line before the handwritten part of a migration. */
export const handwrittenMark = /^-- What the schema language cannot say -+\n/m;

/** The statement that ends each version of the queue's tables, with its comment. */
export const versionMark = /(?:^--.*\n)*^COMMENT ON TABLE "QueueTask" IS 'queue schema (\d+)';\n?/m;

/** The last migrations of the versions that had no mark yet. */
const unmarked: Record<string, number> = {
  "20261124000000_init": 1,
  "20261128020000_refusals_and_claims_ahead": 2,
};

/**
 * Returns the steps to each version of the queue's tables from the version before it. A version ends with the migration that has
 * the mark. Statements about other tables are left out.
 * @throws Error when migrations follow the last mark
 */
export function readVersionSteps(migrations: readonly NamedMigration[]): Map<number, string> {
  const steps = new Map<number, string>();
  let parts: string[] = [];
  for (const { name, sql } of migrations) {
    parts.push(...splitParts(sql).filter((part) => /"Queue\w*"/.test(part)));
    const version = unmarked[name] ?? Number(versionMark.exec(sql)?.[1] ?? 0);
    if (version === 0) continue;
    steps.set(version, parts.join("\n\n"));
    parts = [];
  }
  if (parts.length > 0)
    throw new Error(
      `The last migrations change the queue's tables, but none ends with COMMENT ON TABLE "QueueTask" IS 'queue schema ${steps.size + 1}'.`,
    );
  return steps;
}

/** Returns the parts between blank lines: each is one statement, or several that belong together, with their comment. */
function splitParts(sql: string): string[] {
  return sql
    .replace(handwrittenMark, "")
    .split(/\n{2,}/)
    .map((part) => part.trim());
}
