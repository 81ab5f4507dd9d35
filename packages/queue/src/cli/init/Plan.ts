import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

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

/** Returns the changed lines of an existing file, with `-` and `+` before them; all lines of a new one. */
export function showChange({ before, after }: Change): string {
  const old = before?.split("\n") ?? [];
  const lines = after.split("\n");
  let head = 0;
  while (head < old.length && head < lines.length && old[head] === lines[head]) head++;
  let tail = 0;
  const rest = Math.min(old.length, lines.length) - head;
  while (tail < rest && old[old.length - 1 - tail] === lines[lines.length - 1 - tail]) tail++;
  const removed = old.slice(head, old.length - tail).map((line) => `- ${line}`);
  const added = lines.slice(head, lines.length - tail).map((line) => `+ ${line}`);
  return [...removed, ...added].join("\n");
}
