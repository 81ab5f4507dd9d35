import { CliError } from "../CliError.ts";
import type { Upgrade } from "../packageFiles.ts";
import { type Block, type Line, readFieldName, readFieldNames } from "../prisma/schemaText.ts";
import { readAddedColumns } from "./queueSql.ts";

/** Fields of relations between the queue's own models. */
const isRelation = ({ code }: Line): boolean => /^\s*\w+\s+Queue(?:Task|TaskAttempt|TaskLog)\b/.test(code);

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
  const ourNames = readFieldNames(ours);
  const mapped = own.lines.find((line) => isRenamed(line, own.name, ourNames));
  if (mapped)
    throw new CliError(
      `${own.kind} ${own.name} in ${file} is mapped to another name ("${mapped.text.trim()}"). The queue's statements use the names of the models and fields: remove the mapping. To keep the tables apart from yours, use a PostgreSQL schema of their own: --pg-schema.`,
    );
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? "an" : "a");

/** Whether a line gives the table, or one of our columns or values, another name. Fields of the user may have any name. */
function isRenamed(line: Line, table: string, ourNames: readonly string[]): boolean {
  const name = readFieldName(line) ?? table;
  const isOurs = name === table || ourNames.includes(name);
  const mapped = /@\s*map\s*\(\s*(?:name\s*:\s*)?"([^"]*)"/.exec(line.code)?.[1];
  return isOurs && mapped !== undefined && mapped !== name;
}
