import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createTwoFilesPatch } from "diff";

/** One file that a command writes. */
export interface Change {
  /** Absolute path. */
  path: string;
  /** Text of the file before; undefined if it is new. */
  before: string | undefined;
  after: string;
  /** What the change is, for people. */
  what: string;
}

/** What `init` does to a project. */
export interface Plan {
  changes: readonly Change[];
  /** Sentences about what was found, and what changed. */
  notes: readonly string[];
  /** Commands to run next, each with a comment. */
  next: readonly string[];
}

/** Writes the files of a plan. */
export async function applyPlan({ changes }: Plan): Promise<void> {
  for (const { path, after } of changes) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, after);
  }
}

/** Returns the change as a unified diff. */
export function showChange({ path, before, after }: Change): string {
  return createTwoFilesPatch(before === undefined ? "/dev/null" : path, path, before ?? "", after).trimEnd();
}
