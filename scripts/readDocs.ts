import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A page of documentation. */
export interface DocPage {
  /** From the root of the repository. */
  path: string;
  text: string;
}

/** Returns the text of a file, by its path from the root of the repository. */
export const readFromRoot = (path: string): string => readFileSync(join(root, path), "utf8");

/** Returns every page of documentation in the repository. */
export function readDocs(): DocPage[] {
  return globSync(["*.md", "docs/**/*.md", "{bench,examples,packages/*}/README.md"], { cwd: root })
    .sort()
    .map((path) => ({ path, text: readFromRoot(path) }));
}
