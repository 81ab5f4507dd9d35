import { join } from "node:path";
import { schemaVersion } from "../../domain/schemaVersion.ts";
import { CliError } from "../CliError.ts";
import type { PackageFiles } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import { readBlocks } from "../prisma/schemaText.ts";
import { choosePgSchema } from "./choosePgSchema.ts";
import { addSchemaAttribute, mergeBlock } from "./mergeModels.ts";
import { readWrittenMigrations, writeMigration } from "./migrations.ts";
import { nextCommands } from "./nextCommands.ts";
import type { Plan } from "./Plan.ts";
import { addPreviewFeature } from "./planInit.ts";
import { describeSteps, qualifySql } from "./queueSql.ts";
import { readSchema, type SchemaState } from "./readSchema.ts";
import { SchemaEdits } from "./SchemaEdits.ts";

/** The comment above the models in queue.prisma. */
const header = /^\/\/ The models of @package\/queue.*\n(?:\/\/(?!\/).*\n)*/m;

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
  renewModels(edits, project, state, files, pgSchema);

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

/** Replaces each block of the queue where it is. New models follow the last of them. */
function renewModels(
  edits: SchemaEdits,
  project: Project,
  state: SchemaState,
  { models, upgrades }: PackageFiles,
  pgSchema: string | undefined,
): void {
  const what = `the queue's models, version ${schemaVersion}`;
  const last = [...state.queueBlocks.values()].at(-1)?.file;
  for (const ours of readBlocks(models)) {
    const own = state.queueBlocks.get(ours.name);
    if (own) {
      edits.replace(own.file, ours.name, mergeBlock(own.block, ours, state.version, upgrades), what);
      continue;
    }
    const text = pgSchema === undefined ? ours.text : addSchemaAttribute(ours.text, pgSchema);
    const file = last ?? { path: join(project.schemaPath, "queue.prisma"), text: undefined };
    edits.rewrite(file, (before) => `${before.trimEnd()}\n\n${text}\n`, what);
  }
  const first = state.queueBlocks.get("QueueTask")?.file;
  const newHeader = header.exec(models)?.[0] ?? "";
  if (first) edits.rewrite(first, (text) => renewHeader(text, newHeader), what);
}

/** Replaces the comment above the models. If the user removed it, it is put above the first of them. */
function renewHeader(text: string, newHeader: string): string {
  if (header.test(text)) return text.replace(header, () => newHeader);
  const first = readBlocks(text).find(({ name }) => /^Queue(Status|Task)$/.test(name));
  const at = first?.start ?? 0;
  return `${text.slice(0, at)}${newHeader}\n${text.slice(at)}`;
}
