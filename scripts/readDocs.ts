import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A page of documentation. */
export interface DocPage {
  /** From the root of the checkout. */
  path: string;
  text: string;
}

/** Text of a file, by its path from the root of the checkout. */
export const readFromRoot = (path: string): string => readFileSync(join(root, path), "utf8");

/** Every page of documentation in the checkout. */
export function readDocs(): DocPage[] {
  return globSync(["*.md", "docs/**/*.md", "{bench,examples,packages/*}/README.md"], { cwd: root })
    .sort()
    .map((path) => ({ path, text: readFromRoot(path) }));
}
