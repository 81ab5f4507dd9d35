import { CliError } from "../CliError.ts";
import type { PackageFiles } from "../packageFiles.ts";
import { type Block, type Line, readBlocks, readFieldName, readFieldNames } from "../prisma/schemaText.ts";
import { readAddedColumns } from "./queueSql.ts";
import { readStatements, type Statement } from "./readStatements.ts";

/**
 * Returns the user's block with our lines renewed, and our new lines added after the one they follow. Each other line stays where
 * it is: fields, attributes and comments of the user, and comments at the end of our lines.
 * @param from - the version of the user's block
 * @throws CliError when a field of the user has the name of a new column
 */
export function mergeBlock(own: Block, ours: Block, from: number, files: PackageFiles): string {
  refuseClash(own, from, files);
  const isOurDoc = (line: Line): boolean => line.isDoc && files.comments.has(line.text.trim());
  const renewed = readStatements(own);
  const matched = new Set<Statement>();
  let last = -1;
  for (const our of readStatements(ours).statements) {
    const at = renewed.statements.findIndex((each) => !matched.has(each) && isSame(each, our));
    const found = renewed.statements[at];
    if (found) {
      last = at;
      found.leading = renewDocs(found.leading, our.leading, isOurDoc);
      found.line = renewLine(found.line, our.line);
      matched.add(found);
      continue;
    }
    // An attribute stands below all fields, also the user's.
    const previous = renewed.statements[last];
    const isFirstAttribute = isAttribute(our.line) && previous !== undefined && !isAttribute(previous.line);
    last = isFirstAttribute ? renewed.statements.length : last + 1;
    renewed.statements.splice(last, 0, our);
    matched.add(our);
  }
  const lines = renewed.statements.flatMap(({ leading, line }) => [...leading, line]);
  const leading = renewDocs(own.leading, ours.leading, isOurDoc);
  const texts = [...lines, ...renewed.trailing].map(({ text }) => text);
  return [...leading.map(({ text }) => text), own.head, ...texts, lastLine(own)].join("\n");
}

function refuseClash(own: Block, from: number, { upgrades }: PackageFiles): void {
  const newer = upgrades.filter(({ version }) => version > from).flatMap(({ sql }) => readAddedColumns(sql));
  const clash = newer.find(({ table, column }) => table === own.name && readFieldNames(own).includes(column));
  if (clash)
    throw new CliError(
      `Your field ${clash.column} of model ${own.name} has the name of a new column of the queue. Rename your field and its column, and run this command again.`,
    );
}

const isAttribute = ({ code }: Line): boolean => /^\s*@@/.test(code);
const toComparable = ({ code }: Line): string => code.replace(/\s+/g, "");
const readMap = ({ code }: Line): string | undefined => /\bmap: "([^"]+)"/.exec(code)?.[1];
const lastLine = ({ text }: Block): string => text.slice(text.lastIndexOf("\n") + 1);

/** Whether both are the same field, or the same index. */
function isSame({ line: own }: Statement, { line: ours }: Statement): boolean {
  const name = readFieldName(own);
  if (name !== undefined) return name === readFieldName(ours);
  if (readFieldName(ours) !== undefined) return false;
  const map = readMap(own);
  return toComparable(own) === toComparable(ours) || (map !== undefined && map === readMap(ours));
}

/** Replaces our documentation among the comments of the user. */
function renewDocs(own: readonly Line[], ours: readonly Line[], isOurDoc: (line: Line) => boolean): Line[] {
  const docs = ours.filter(({ isDoc }) => isDoc);
  const first = own.findIndex(isOurDoc);
  const at = first < 0 ? own.length : first;
  const kept = (lines: readonly Line[]) => lines.filter((line) => !isOurDoc(line));
  return [...kept(own.slice(0, at)), ...docs, ...kept(own.slice(at))];
}

/** Replaces the code of a line if more than its spaces differ, and keeps its comments. */
function renewLine(own: Line, ours: Line): Line {
  if (toComparable(own) === toComparable(ours)) return own;
  const start = own.code.search(/\S/);
  const end = own.code.trimEnd().length;
  const between = own.text.slice(start, end).match(/\/\*.*?\*\//g) ?? [];
  const code = [ours.code.trim(), ...between].join(" ");
  return { ...ours, text: own.text.slice(0, start) + code + own.text.slice(end).trimEnd() };
}

/** Returns models with `@@schema` in each block. */
export function addSchemaAttribute(models: string, pgSchema: string): string {
  return readBlocks(models).reduceRight((text, block) => {
    const gap = block.lines.some(isAttribute) ? "" : "\n";
    const brace = block.start + block.text.length - 1;
    return `${text.slice(0, brace)}${gap}  @@schema("${pgSchema}")\n${text.slice(brace)}`;
  }, models);
}
