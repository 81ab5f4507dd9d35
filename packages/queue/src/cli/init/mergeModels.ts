import { CliError } from "../CliError.ts";
import type { Upgrade } from "../packageFiles.ts";
import { type Block, readBlocks, readFieldName, readFieldNames } from "../prisma/schemaText.ts";
import { readAddedColumns } from "./queueSql.ts";

/** Fields of relations between the queue's own models. */
const isRelation = (line: string): boolean => /^\s*\w+\s+Queue(?:Task|TaskAttempt|TaskLog)\b/.test(line);

/**
 * Checks that a block of the user with the name of one of ours is ours, of any version.
 * @throws CliError when it is another one, or when it renames what the queue's statements name
 */
export function checkBlock(own: Block, ours: Block, upgrades: readonly Upgrade[], file: string): void {
  const later = upgrades.flatMap(({ sql }) => readAddedColumns(sql)).filter(({ table }) => table === ours.name);
  const needed = ours.lines
    .filter((line) => !isRelation(line))
    .flatMap((line) => readFieldName(line) ?? [])
    .filter((name) => !later.some(({ column }) => column === name));
  const names = readFieldNames(own);
  const missing = needed.filter((name) => !names.includes(name));
  if (own.kind !== ours.kind || missing.length > needed.length / 2)
    throw new CliError(
      `${file} has ${article(own.kind)} ${own.kind} ${own.name} that is not the queue's. The queue needs this name: rename yours, and its table too if that has the same name.`,
    );
  if (missing.length > 0)
    throw new CliError(
      `${own.kind} ${own.name} in ${file} lacks ${missing.join(", ")}, which the queue needs. Add ${missing.length === 1 ? "it" : "them"} again from node_modules/@package/queue/prisma/queue.prisma, and run this command again.`,
    );
  const mapped =
    own.lines.find((line) => /@map\(/.test(line)) ?? own.lines.find((line) => isOtherTable(line, own.name));
  if (mapped)
    throw new CliError(
      `${own.kind} ${own.name} in ${file} is mapped to another name ("${mapped.trim()}"). The queue's statements use the names of the models and fields: remove the mapping. To keep the tables apart from yours, use a PostgreSQL schema of their own: --pg-schema.`,
    );
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? "an" : "a");

const isOtherTable = (line: string, name: string): boolean => {
  const mapped = /@@map\("([^"]*)"\)/.exec(line)?.[1];
  return mapped !== undefined && mapped !== name;
};

/**
 * Returns the new block with what the user added to the old one: fields, `@@schema`, `@@map`, and indexes of their own.
 * @throws CliError when a field of the user has the name of a new column
 */
export function mergeBlock(own: Block, ours: Block, from: number, upgrades: readonly Upgrade[]): string {
  const newer = upgrades.filter(({ version }) => version > from).flatMap(({ sql }) => readAddedColumns(sql));
  const clash = newer.find(({ table, column }) => table === own.name && readFieldNames(own).includes(column));
  if (clash)
    throw new CliError(
      `Your field ${clash.column} of model ${own.name} has the name of a new column of the queue. Rename your field and its column, and run this command again.`,
    );
  const ourNames = readFieldNames(ours);
  const ourAttributes = ours.lines.filter(isAttribute).map(toComparable);
  const ourMaps = ours.lines.flatMap((line) => readMap(line) ?? []);
  const fields: string[] = [];
  const attributes: string[] = [];
  let comments: string[] = [];
  for (const line of own.lines) {
    const name = readFieldName(line);
    if (/^\s*\/\//.test(line)) comments.push(line);
    else {
      if (name !== undefined && !ourNames.includes(name)) fields.push(...comments, line);
      const isOurs = ourAttributes.includes(toComparable(line)) || ourMaps.includes(readMap(line) ?? "");
      if (isAttribute(line) && !isOurs) attributes.push(...comments, line);
      comments = [];
    }
  }
  return insertLines(ours, fields, attributes);
}

const isAttribute = (line: string): boolean => /^\s*@@/.test(line);
const toComparable = (line: string): string => line.replace(/\s+/g, "");
const readMap = (line: string): string | undefined => /\bmap: "([^"]+)"/.exec(line)?.[1];

/** Puts fields before the attributes of a block, and attributes at its end. */
function insertLines(block: Block, fields: readonly string[], attributes: readonly string[]): string {
  const lines = block.text.split("\n");
  const first = lines.findIndex(isAttribute);
  const at = first < 0 ? lines.length - 1 : first;
  const before = lines.slice(0, at).join("\n").trimEnd().split("\n");
  const own = fields.length > 0 ? ["", ...fields] : [];
  const rest = first < 0 ? [] : ["", ...lines.slice(first, -1)];
  const gap = attributes.length > 0 && first < 0 ? [""] : [];
  return [...before, ...own, ...rest, ...gap, ...attributes, "}"].join("\n");
}

/** Returns models with `@@schema` in each block. */
export function addSchemaAttribute(models: string, pgSchema: string): string {
  return readBlocks(models).reduceRight(
    (text, block) =>
      text.slice(0, block.start) +
      insertLines(block, [], [`  @@schema("${pgSchema}")`]) +
      text.slice(block.start + block.text.length),
    models,
  );
}
