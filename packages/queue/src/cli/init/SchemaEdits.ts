import { readBlocks, replaceBlock } from "../prisma/schemaText.ts";
import type { Change } from "./Plan.ts";

/** Changes of the files of a Prisma schema that are not written yet. */
export class SchemaEdits {
  readonly #files = new Map<string, { before: string | undefined; after: string; what: string[] }>();

  /** Replaces a block of a file. A replacement equal to the block changes nothing. */
  replace(file: { path: string; text: string }, name: string, replacement: string, what: string): void {
    const after = this.#textOf(file);
    const block = readBlocks(after).find((each) => each.name === name);
    if (!block || block.text === replacement) return;
    this.#set(file.path, file.text, replaceBlock(after, block, replacement), what);
  }

  /** Changes the text of a file, and creates the file if it is new. */
  rewrite(file: { path: string; text: string | undefined }, change: (text: string) => string, what: string): void {
    const text = this.#textOf({ path: file.path, text: file.text ?? "" });
    const after = change(text);
    if (after !== text) this.#set(file.path, file.text, after, what);
  }

  /** Returns the files that differ. */
  list(): Change[] {
    return [...this.#files].map(([path, { what, ...texts }]) => ({
      path,
      ...texts,
      what: [...new Set(what)].join("; "),
    }));
  }

  #textOf({ path, text }: { path: string; text: string }): string {
    return this.#files.get(path)?.after ?? text;
  }

  #set(path: string, before: string | undefined, after: string, what: string): void {
    this.#files.set(path, { before, after, what: [...(this.#files.get(path)?.what ?? []), what] });
  }
}
