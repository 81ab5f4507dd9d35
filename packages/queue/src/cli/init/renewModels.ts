import { schemaVersion } from "../../domain/schemaVersion.ts";
import type { PackageFiles } from "../packageFiles.ts";
import { readBlocks, type SchemaFile } from "../prisma/schemaText.ts";
import { addSchemaAttribute, mergeBlock } from "./mergeModels.ts";
import type { SchemaState } from "./readSchema.ts";
import type { SchemaEdits } from "./SchemaEdits.ts";

const what = `the queue's models, version ${schemaVersion}`;

/** The comment above the models, and what the user wrote directly below it. */
const header = /^\/\/ The models of @package\/queue.*(?:\r?\n\/\/(?!\/).*)*/m;

/** Renews each block of the queue where it is. New models follow the last of them. */
export function renewModels(
  edits: SchemaEdits,
  { queueBlocks, version }: SchemaState,
  files: PackageFiles,
  pgSchema: string | undefined,
): void {
  const last = [...queueBlocks.values()].at(-1)?.file;
  for (const ours of readBlocks(files.models)) {
    const own = queueBlocks.get(ours.name);
    if (own) edits.replace(own.file, ours, mergeBlock(own.block, ours, version, files), what);
    else if (last) {
      const text = pgSchema === undefined ? ours.text : addSchemaAttribute(ours.text, pgSchema);
      edits.append(last, `${text}\n`, what);
    }
  }
  const file = queueBlocks.get("QueueTask")?.file;
  if (file) renewHeader(edits, file, files);
}

/** Replaces the comment above the models. If the user removed it, it is put above the first of them. */
function renewHeader(edits: SchemaEdits, file: SchemaFile, { models, comments }: PackageFiles): void {
  const ours = header.exec(models)?.[0] ?? "";
  const text = edits.textOf(file);
  const found = header.exec(text);
  if (!found) {
    const first = readBlocks(text).find(({ name }) => /^Queue(Status|Task)$/.test(name));
    edits.splice(file, first?.start ?? 0, 0, `${ours}\n\n`, what);
    return;
  }
  const own = found[0].split(/\r?\n/).filter((line) => !comments.has(line.trim()));
  edits.splice(file, found.index, found[0].length, [ours, ...own].join("\n"), what);
}
