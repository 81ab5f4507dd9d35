import { schemaVersion } from "../../domain/schemaVersion.ts";
import { CliError } from "../CliError.ts";
import type { PackageFiles } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import { choosePgSchema } from "./choosePgSchema.ts";
import { readWrittenMigrations, writeMigration } from "./migrations.ts";
import { nextCommands } from "./nextCommands.ts";
import type { Plan } from "./Plan.ts";
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

  const written = readWrittenMigrations(project, files.upgrades).version;
  const from = Math.max(written, inDatabase ?? (written === 0 ? state.version : 0)) || state.version;
  const steps = files.upgrades.filter(({ version }) => version > from);
  const sql = steps.map((step) => qualifySql(step.sql, pgSchema)).join("\n");
  const migration =
    steps.length === 0
      ? []
      : writeMigration(
          project,
          `queue_${from}_to_${schemaVersion}`,
          sql,
          `a migration from version ${from} to ${schemaVersion}`,
        );
  const changes = [...edits.list(), ...migration];
  const isBehind = inDatabase !== undefined && inDatabase > 0 && inDatabase < schemaVersion;
  return {
    changes,
    notes: [
      `The models have version ${state.version}${inDatabase === undefined ? "" : `, the database has ${inDatabase === 0 ? "no tables of the queue" : `version ${inDatabase}`}`}. This package has version ${schemaVersion}.`,
      ...steps.flatMap((step) => describeSteps(step.sql).map((line) => `Version ${step.version}: ${line}.`)),
      ...(changes.length === 0 && isBehind
        ? ['The migration is written but not applied: "npx prisma migrate deploy".']
        : []),
      ...(changes.length === 0 && !isBehind ? ["There is nothing to do."] : []),
    ],
    next: changes.length > 0 ? nextCommands(undefined) : [],
  };
}

function refuseNewer(version: number): void {
  if (version <= schemaVersion) return;
  throw new CliError(
    `The queue's schema has version ${version}, and this package knows versions up to ${schemaVersion}. Install the newer package: "npm install @package/queue@latest".`,
  );
}
