import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createTwoFilesPatch } from "diff";
import { CliError } from "../CliError.ts";

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

/**
 * Writes the files of a plan.
 * @throws CliError when a new file exists already, for example with another case of letters; then it writes none
 */
export async function applyPlan({ changes }: Plan): Promise<void> {
  const existing = changes.find(({ path, before }) => before === undefined && existsSync(path));
  if (existing)
    throw new CliError(
      `${existing.path} exists already, and is not what this command expects there. Nothing was written. Move the file, and run this command again.`,
    );
  for (const { path, before, after } of changes) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, after, { flag: before === undefined ? "wx" : "w" });
  }
}

/** Returns the change as a unified diff. */
export function showChange({ path, before, after }: Change): string {
  return createTwoFilesPatch(before === undefined ? "/dev/null" : path, path, before ?? "", after).trimEnd();
}
