import { relative } from "node:path";
import { CliError } from "../CliError.ts";
import type { PackageFiles } from "../packageFiles.ts";
import type { Project } from "../prisma/findProject.ts";
import {
  type Block,
  readBlocks,
  readFieldNames,
  readSetting,
  readStrings,
  type SchemaFile,
} from "../prisma/schemaText.ts";
import { checkBlock } from "./checkBlock.ts";
import { findVersionByColumns } from "./queueSql.ts";

/** A block and the file that it is in. */
export interface Placed {
  file: SchemaFile;
  block: Block;
}

/** What the user's schema has. */
export interface SchemaState {
  datasource: Placed;
  generators: readonly Placed[];
  /** The queue's models and its enum, by name. Empty if `init` has not run. */
  queueBlocks: ReadonlyMap<string, Placed>;
  /** The version of the queue's models; 0 if there are none. */
  version: number;
  /** The PostgreSQL schema of the queue's models, if they name one. */
  pgSchema: string | undefined;
}

/**
 * Reads the user's schema.
 * @throws CliError when the queue cannot be added to it
 */
export function readSchema(project: Project, { models, upgrades }: PackageFiles): SchemaState {
  const placed = project.files.flatMap((file) => readBlocks(file.text).map((block) => ({ file, block })));
  const datasource = placed.find(({ block }) => block.kind === "datasource");
  const where = relative(project.root, project.schemaPath);
  if (!datasource)
    throw new CliError(
      `${where} has no datasource block. Create a schema with "npx prisma init --datasource-provider postgresql".`,
    );
  const provider = readStrings(readSetting(datasource.block, "provider"))[0];
  if (provider !== "postgresql" && provider !== "postgres")
    throw new CliError(
      `The provider of the datasource in ${where} is ${provider ?? "missing"}. The queue works with PostgreSQL only: its provider is "postgresql".`,
    );
  const generators = placed.filter(({ block }) => block.kind === "generator" && isClient(block));
  if (generators.length === 0)
    throw new CliError(
      `${where} has no generator of a Prisma client. Add one with provider = "prisma-client" and an output, as "npx prisma init" does.`,
    );
  const ours = new Map(readBlocks(models).map((block) => [block.name, block]));
  const queueBlocks = new Map<string, Placed>();
  for (const { file, block } of placed) {
    const own = ours.get(block.name);
    if (!own || block.kind === "generator" || block.kind === "datasource") continue;
    checkBlock(block, own, upgrades, relative(project.root, file.path));
    queueBlocks.set(block.name, { file, block });
  }
  const version = queueBlocks.has("QueueTask") ? readVersion(queueBlocks, upgrades) : 0;
  return { datasource, generators, queueBlocks, version, pgSchema: readPgSchema(queueBlocks) };
}

const isClient = (block: Block): boolean => /prisma-client/.test(readSetting(block, "provider") ?? "");

function readVersion(blocks: ReadonlyMap<string, Placed>, upgrades: PackageFiles["upgrades"]): number {
  const headers = [...blocks.values()].flatMap(
    ({ file }) => /^\/\/ The models of @package\/queue, schema version (\d+)/m.exec(file.text)?.[1] ?? [],
  );
  if (headers[0] !== undefined) return Number(headers[0]);
  return findVersionByColumns(upgrades, ({ table, column }) => {
    const block = blocks.get(table)?.block;
    return block !== undefined && readFieldNames(block).includes(column);
  });
}

const readPgSchema = (blocks: ReadonlyMap<string, Placed>): string | undefined =>
  /@@schema\("([^"]+)"\)/.exec(blocks.get("QueueTask")?.block.code ?? "")?.[1];
