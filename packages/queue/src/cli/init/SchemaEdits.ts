import { type Block, readBlocks } from "../prisma/schemaText.ts";
import type { Change } from "./Plan.ts";

/** Changes of the files of a Prisma schema that are not written yet. New lines end as the first line of their file does. */
export class SchemaEdits {
  readonly #files = new Map<string, { before: string | undefined; after: string; what: string[] }>();

  /** Replaces a block of a file. A replacement equal to the block changes nothing. */
  replace(
    file: { path: string; text: string },
    { kind, name }: Pick<Block, "kind" | "name">,
    replacement: string,
    what: string,
  ): void {
    const text = this.textOf(file);
    const block = readBlocks(text).find((each) => each.kind === kind && each.name === name);
    if (block) this.splice(file, block.start, block.text.length, replacement, what);
  }

  /** Puts text at the end of a file, after an empty line. Creates the file if `text` is undefined. */
  append(file: { path: string; text: string | undefined }, added: string, what: string): void {
    const text = this.textOf(file);
    const breaks = /(?:\r?\n)*$/.exec(text)?.[0].split("\n").length ?? 1;
    const gap = text === "" ? "" : "\n".repeat(Math.max(0, 3 - breaks));
    this.splice(file, text.length, 0, gap + added, what);
  }

  /** Replaces a part of the current text of a file. Line breaks make no difference between both. */
  splice(
    file: { path: string; text: string | undefined },
    start: number,
    length: number,
    replacement: string,
    what: string,
  ): void {
    const text = this.textOf(file);
    if (toLf(text.slice(start, start + length)) === toLf(replacement)) return;
    const newline = /\r?\n/.exec(text)?.[0] ?? "\n";
    const after = text.slice(0, start) + toLf(replacement).replaceAll("\n", newline) + text.slice(start + length);
    this.#files.set(file.path, {
      before: file.text,
      after,
      what: [...(this.#files.get(file.path)?.what ?? []), what],
    });
  }

  /** Returns the text of a file with the changes until now; an empty text for a new file. */
  textOf({ path, text }: { path: string; text: string | undefined }): string {
    return this.#files.get(path)?.after ?? text ?? "";
  }

  /** Returns the files that differ. */
  list(): Change[] {
    return [...this.#files].map(([path, { what, ...texts }]) => ({
      path,
      ...texts,
      what: [...new Set(what)].join("; "),
    }));
  }
}

const toLf = (text: string): string => text.replaceAll("\r\n", "\n");
