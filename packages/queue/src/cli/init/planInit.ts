import { join } from "node:path";
import { schemaVersion } from "../../domain/schemaVersion.ts";
import type { PackageFiles } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import { addToList, readSetting, readStrings } from "../prisma/schemaText.ts";
import { choosePgSchema, type PgSchemaChoice } from "./choosePgSchema.ts";
import { addSchemaAttribute } from "./mergeModels.ts";
import { readWrittenMigrations, writeMigration } from "./migrations.ts";
import { nextCommands } from "./nextCommands.ts";
import type { Change, Plan } from "./Plan.ts";
import { createSchemaSql, qualifySql } from "./queueSql.ts";
import { readSchema, type SchemaState } from "./readSchema.ts";
import { SchemaEdits } from "./SchemaEdits.ts";

/**
 * Decides what `queue init` writes. What is there already is left alone.
 * @param option - the value of `--pg-schema`
 * @throws CliError when the queue cannot be added to the schema
 */
export function planInit(project: Project, files: PackageFiles, option: string | undefined): Plan {
  const state = readSchema(project, files);
  const choice = choosePgSchema(state, option);
  const edits = new SchemaEdits();
  addPreviewFeature(edits, state);
  if (choice.datasource !== undefined)
    edits.replace(state.datasource.file, state.datasource.block, choice.datasource, `schemas: ${choice.pgSchema}`);
  if (state.version === 0) addModels(edits, project, files, choice);
  const written = readWrittenMigrations(project, files.upgrades);
  const migration = planMigration(project, files, choice, written);
  const changes = [...edits.list(), ...migration];
  const isOld = state.version > 0 && state.version < schemaVersion;
  return {
    changes,
    notes: [
      ...(state.version > 0 ? [`The schema already has the queue's models, version ${state.version}.`] : []),
      ...(isOld
        ? [`This version of the package has version ${schemaVersion}. Run "npx --no-install queue init --upgrade".`]
        : []),
      ...(changes.length === 0 && !isOld ? ["There is nothing to do."] : []),
    ],
    next: changes.length > 0 ? nextCommands(choice.pgSchema) : [],
  };
}

/** Adds `partialIndexes` to the generators of clients that lack it. */
export function addPreviewFeature(edits: SchemaEdits, { generators }: SchemaState): void {
  for (const { file, block } of generators) {
    if (readStrings(readSetting(block, "previewFeatures")).includes("partialIndexes")) continue;
    const added = addToList(block, "previewFeatures", "partialIndexes");
    edits.replace(file, block, added, `previewFeatures of generator ${block.name}: partialIndexes`);
  }
}

function addModels(edits: SchemaEdits, project: Project, { models }: PackageFiles, { pgSchema }: PgSchemaChoice): void {
  const text = pgSchema === undefined ? models : addSchemaAttribute(models, pgSchema);
  const what = `the queue's models, version ${schemaVersion}`;
  const path = project.isFolder ? join(project.schemaPath, "queue.prisma") : project.schemaPath;
  const existing = project.files.find((file) => file.path === path);
  edits.append(existing ?? { path, text: undefined }, text, what);
}

function planMigration(
  project: Project,
  { createSql, queueSql }: PackageFiles,
  { pgSchema }: PgSchemaChoice,
  written: { version: number; hasQueueSql: boolean },
): Change[] {
  if (written.version === 0) {
    const schema = pgSchema === undefined ? "" : `${createSchemaSql(pgSchema)}\n\n`;
    return writeMigration(
      project,
      "queue",
      schema + qualifySql(createSql, pgSchema),
      "a migration that creates the tables",
    );
  }
  if (written.hasQueueSql || written.version < schemaVersion) return [];
  const what = "a migration with the SQL that Prisma cannot express; your migrations do not have it";
  return writeMigration(project, "queue_sql", qualifySql(queueSql, pgSchema), what);
}
