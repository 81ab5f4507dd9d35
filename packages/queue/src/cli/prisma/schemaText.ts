/** A file of a Prisma schema. */
export interface SchemaFile {
  path: string;
  text: string;
}

/** A block of a Prisma schema, such as a model. */
export interface Block {
  kind: string;
  name: string;
  /** With the `///` lines above it, without the line break at its end. */
  text: string;
  /** Position of `text` in the file. */
  start: number;
  /** The lines between the braces. */
  lines: readonly string[];
}

const opening = /^\s*(model|enum|type|view|generator|datasource)\s+(\w+)\s*\{/;

/** Returns the blocks of a schema, in their order. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; name: string; start: number; lines: string[] } | undefined;
  let commentStart: number | undefined;
  let position = 0;
  for (const line of text.split("\n")) {
    const end = position + line.length;
    const [, kind, name] = open ? [] : (opening.exec(line) ?? []);
    if (open && /^\s*\}/.test(line)) {
      blocks.push({ ...open, text: text.slice(open.start, end) });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (kind && name) open = { kind, name, start: commentStart ?? position, lines: [] };
    commentStart = !open && /^\s*\/\/\//.test(line) ? (commentStart ?? position) : undefined;
    position = end + 1;
  }
  return blocks;
}

/** Returns the name of the field or enum value in a line; undefined for comments, attributes and empty lines. */
export const readFieldName = (line: string): string | undefined => /^\s*([A-Za-z]\w*)/.exec(line)?.[1];

/** Returns the names of the fields or values of a block. */
export const readFieldNames = (block: Block): string[] => block.lines.flatMap((line) => readFieldName(line) ?? []);

/** Returns the value of a setting such as `provider = "postgresql"` or `schemas = [...]`; undefined if the block has none. */
export function readSetting(block: Block, name: string): string | undefined {
  const text = block.lines.map((line) => line.replace(/^(\s*)\/\/.*/, "$1")).join("\n");
  return new RegExp(`^\\s*${name}\\s*=\\s*(\\[[^\\]]*\\]|"[^"]*"|[^\\s]+)`, "m").exec(text)?.[1];
}

/** Returns the strings of a list such as `["public", "jobs"]`. */
export const readStrings = (list: string | undefined): string[] =>
  [...(list ?? "").matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);

/** Returns the block with a string added to the list `name`. The list is created if there is none. */
export function addToList(block: Block, name: string, value: string): string {
  const list = readSetting(block, name);
  if (list === undefined) return block.text.replace(/\n(\s*)\}[^\n]*$/, `\n$1  ${name} = ["${value}"]\n$1}`);
  const values = [...readStrings(list), value].map((each) => `"${each}"`).join(", ");
  return block.text.replace(list, `[${values}]`);
}

/** Returns the text with a block replaced. */
export const replaceBlock = (text: string, block: Block, replacement: string): string =>
  text.slice(0, block.start) + replacement + text.slice(block.start + block.text.length);
