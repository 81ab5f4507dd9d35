import { schemaVersion } from "../../domain/schemaVersion.ts";
import { CliError } from "../CliError.ts";
import type { PackageFiles, Upgrade } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import { choosePgSchema } from "./choosePgSchema.ts";
import { readWrittenMigrations, writeMigration } from "./migrations.ts";
import { nextCommands } from "./nextCommands.ts";
import type { Change, Plan } from "./Plan.ts";
import { addPreviewFeature } from "./planInit.ts";
import { describeSteps, qualifySql } from "./queueSql.ts";
import { readSchema } from "./readSchema.ts";
import { renewModels } from "./renewModels.ts";
import { SchemaEdits } from "./SchemaEdits.ts";

/**
 * Decides what `queue init --upgrade` writes: the new models over the old ones, and a migration with the steps since.
 * @param inDatabase - the version of the tables in the database; undefined if no URL is known, 0 if it has no tables
 * @throws CliError when there are no models, or they are newer than this package
 */
export function planUpgrade(
  project: Project,
  files: PackageFiles,
  option: string | undefined,
  inDatabase: number | undefined,
): Plan {
  const state = readSchema(project, files);
  if (state.version === 0)
    throw new CliError('The schema has no models of the queue. Run "npx --no-install queue init".');
  refuseNewer(Math.max(state.version, inDatabase ?? 0));
  const { pgSchema } = choosePgSchema(state, option);
  const edits = new SchemaEdits();
  addPreviewFeature(edits, state);
  renewModels(edits, state, files, pgSchema);

  const written = readWrittenMigrations(project, files.upgrades);
  const from = written.version || inDatabase || state.version;
  const steps = files.upgrades.filter(({ version }) => version > from);
  const lacksQueueSql = written.version > 0 && !written.hasQueueSql;
  const migration = planSteps(project, from, steps, lacksQueueSql ? files.queueSql : undefined, pgSchema);
  const changes = [...edits.list(), ...migration];
  return {
    changes,
    notes: [
      `The models have version ${state.version}${inDatabase === undefined ? "" : `, the database has ${inDatabase === 0 ? "no tables of the queue" : `version ${inDatabase}`}`}. This package has version ${schemaVersion}.`,
      ...steps.flatMap((step) => describeSteps(step.sql).map((line) => `Version ${step.version}: ${line}.`)),
      ...(lacksQueueSql ? [`Your migrations lack the SQL that Prisma cannot express. The new one has it.`] : []),
      ...compareWithDatabase(written.version, inDatabase, changes.length),
    ],
    next: changes.length > 0 ? nextCommands(undefined) : [],
  };
}

/** Returns a migration with the steps, and with the SQL that Prisma cannot express if the existing migrations lack it. */
function planSteps(
  project: Project,
  from: number,
  steps: readonly Upgrade[],
  queueSql: string | undefined,
  pgSchema: string | undefined,
): Change[] {
  const parts = [...steps.map(({ sql }) => sql), ...(queueSql === undefined ? [] : [queueSql])];
  if (parts.length === 0) return [];
  const sql = parts.map((part) => qualifySql(part, pgSchema)).join("\n");
  if (steps.length === 0)
    return writeMigration(project, "queue_sql", sql, "a migration with the SQL that Prisma cannot express");
  const what = `a migration from version ${from} to ${schemaVersion}`;
  return writeMigration(project, `queue_${from}_to_${schemaVersion}`, sql, what);
}

/** Returns notes about a database that does not have the version of the migrations. Databases differ, migrations do not. */
function compareWithDatabase(written: number, inDatabase: number | undefined, changes: number): string[] {
  if (written > 0 && inDatabase !== undefined && inDatabase > written)
    return [
      `Your migrations end at version ${written}, and this database has version ${inDatabase}. Other databases need the migration. In this one, the steps are done: mark the migration as applied with "npx prisma migrate resolve --applied <name>".`,
    ];
  if (changes > 0) return [];
  const isBehind = inDatabase !== undefined && inDatabase > 0 && inDatabase < schemaVersion;
  return [
    isBehind ? 'The migration is written but not applied: "npx prisma migrate deploy".' : "There is nothing to do.",
  ];
}

function refuseNewer(version: number): void {
  if (version <= schemaVersion) return;
  throw new CliError(
    `The queue's schema has version ${version}, and this package knows versions up to ${schemaVersion}. Install the newer package: "npm install @package/queue@latest".`,
  );
}
