import { maskComments } from "./maskComments.ts";

/** A file of a Prisma schema. */
export interface SchemaFile {
  path: string;
  text: string;
}

/** A line, without its line break. */
export interface Line {
  text: string;
  /** The same with spaces in place of comments. */
  code: string;
  /** Whether the line is only a comment with `///`, which Prisma reads as documentation. */
  isDoc: boolean;
}

/** A block of a Prisma schema, such as a model. */
export interface Block {
  kind: string;
  name: string;
  /** From the comment lines directly above it to its closing brace. */
  text: string;
  /** `text` with spaces in place of comments. */
  code: string;
  /** Position of `text` in the file. */
  start: number;
  /** The comment lines above it. */
  leading: readonly Line[];
  /** The line with its opening brace. */
  head: string;
  /** The lines between the braces. */
  lines: readonly Line[];
}

const opening =
  /(?<![\p{XID_Continue}-])(?:(model|enum|type|view|generator|datasource)[ \t]+([\p{XID_Continue}-]+)[ \t]*)\{/gu;

/** Returns the blocks of a schema, in their order. What is in comments is no block. */
export function readBlocks(text: string): Block[] {
  const masked = maskComments(text);
  const blocks: Block[] = [];
  let position = 0;
  for (const found of masked.bare.matchAll(opening)) {
    const [whole, kind = "", name = ""] = found;
    if (found.index < position) continue; // a field inside of a block
    const close = findClosingBrace(masked.bare, found.index + whole.length);
    if (close < 0) break;
    const start = findLeading(text, masked.code, found.index, position);
    const lines = readLines(text, masked, start, close);
    const top = readLines(text, masked, start, found.index).length - 1;
    blocks.push({
      kind,
      name,
      text: text.slice(start, close + 1),
      code: masked.code.slice(start, close + 1),
      start,
      leading: lines.slice(0, top),
      head: lines[top]?.text ?? "",
      lines: lines.slice(top + 1, -1),
    });
    position = close + 1;
  }
  return blocks;
}

function findClosingBrace(bare: string, from: number): number {
  let depth = 1;
  for (let at = from; at < bare.length; at++) {
    if (bare[at] === "{") depth++;
    else if (bare[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

/** Returns where the comment lines directly above a keyword begin. They end at an empty line and at the block before. */
function findLeading(text: string, code: string, keyword: number, after: number): number {
  let start = text.lastIndexOf("\n", keyword - 1) + 1;
  if (start < after || text.slice(start, keyword).trim() !== "") return keyword;
  while (start > after) {
    const above = start < 2 ? 0 : text.lastIndexOf("\n", start - 2) + 1;
    const isComment = text.slice(above, start).trim() !== "" && code.slice(above, start).trim() === "";
    if (!isComment || above < after) break;
    start = above;
  }
  return start;
}

function readLines(text: string, { code, docs }: { code: string; docs: string }, start: number, end: number): Line[] {
  const split = (whole: string) => whole.slice(start, end).split(/\r?\n/);
  const [codes, comments] = [split(code), split(docs)];
  return split(text).map((line, i) => ({
    text: line,
    code: codes[i] ?? "",
    isDoc: line.trim() !== "" && line.trim() === comments[i]?.trim(),
  }));
}

/** Returns the name of the field or enum value in a line; undefined for comments, attributes and empty lines. */
export const readFieldName = ({ code }: Line): string | undefined =>
  /^\s*(\p{XID_Start}[\p{XID_Continue}-]*)/u.exec(code)?.[1];

/** Returns the names of the fields or values of a block. */
export const readFieldNames = (block: Block): string[] => block.lines.flatMap((line) => readFieldName(line) ?? []);

/** Returns the value of a setting such as `provider = "postgresql"` or `schemas = [...]`; undefined if the block has none. */
export const readSetting = (block: Block, name: string): string | undefined => findSetting(block, name)?.value;

function findSetting({ code }: Block, name: string): { value: string; at: number } | undefined {
  const found = new RegExp(`^[ \\t]*${name}\\s*=\\s*(\\[[^\\]]*\\]|"[^"]*"|[^\\s]+)`, "m").exec(code);
  const value = found?.[1];
  return found && value !== undefined ? { value, at: found.index + found[0].length - value.length } : undefined;
}

/** Returns the strings of a list such as `["public", "jobs"]`. */
export const readStrings = (list: string | undefined): string[] =>
  [...(list ?? "").matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);

/** Returns the text of the block with a string added to the list `name`. The list is created if there is none. */
export function addToList(block: Block, name: string, value: string): string {
  const list = findSetting(block, name);
  if (!list) {
    const brace = block.text.lastIndexOf("\n") + 1;
    const indent = /^\s*/.exec(block.text.slice(brace))?.[0] ?? "";
    return insert(block.text, brace, `${indent}  ${name} = ["${value}"]\n`);
  }
  const last = list.value.lastIndexOf('"');
  return last < 0
    ? insert(block.text, list.at + 1, `"${value}"`)
    : insert(block.text, list.at + last + 1, `, "${value}"`);
}

const insert = (text: string, at: number, added: string): string => text.slice(0, at) + added + text.slice(at);
