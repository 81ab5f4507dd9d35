// Releases the version of the public packages: dates its entry in the changelog, checks the packages, commits and tags.
// Pushing the tag publishes them (.github/workflows/release.yml).
//   pnpm release
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dateRelease } from "./dateRelease.ts";
import { readCommonVersion, readPublicPackages } from "./publicPackages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const changelogPath = new URL("../CHANGELOG.md", import.meta.url);

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

function release(): string {
  const branch = git("branch", "--show-current");
  if (branch !== "main") throw new Error(`Releases are made on the branch main, and this is "${branch}".`);
  if (git("status", "--porcelain") !== "")
    throw new Error("There are changes that are not committed. Commit them first.");
  const version = readCommonVersion(readPublicPackages(root));
  const changelog = readFileSync(changelogPath, "utf8");
  const dated = dateRelease(changelog, version, new Date().toISOString().slice(0, 10));
  execFileSync(process.execPath, ["--conditions=source", "scripts/check-package.ts"], { cwd: root, stdio: "inherit" });
  writeFileSync(changelogPath, dated);
  git("commit", "--all", "--message", `release: version ${version}`);
  git("tag", "--annotate", `v${version}`, "--message", `Version ${version}`);
  return version;
}

try {
  const version = release();
  console.log(`Version ${version} is committed and tagged. To publish it: git push --follow-tags`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
