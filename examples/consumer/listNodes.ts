import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Returns the Node.js that runs the tests, and the one that is installed on this machine. */
export function listNodes(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const installed = folders.map((folder) => join(folder, "node")).find((path) => existsSync(path));
  return [...new Set([process.execPath, ...(installed ? [installed] : [])].map((path) => realpathSync(path)))];
}
