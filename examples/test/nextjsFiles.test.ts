import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readImports } from "../../scripts/readImports.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dashboard = "apps/dashboard/src";
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The files of the dashboard that these files import, directly or not. */
function findImported(paths: readonly string[], found = new Set<string>()): Set<string> {
  for (const path of paths.filter((each) => !found.has(each))) {
    found.add(path);
    const relative = readImports(read(path)).filter(({ specifier }) => specifier.startsWith("."));
    findImported(
      relative.map(({ specifier }) => join(dirname(path), specifier)),
      found,
    );
  }
  return found;
}

/** The dashboard's files that the app imports, by the paths of its tsconfig.json. */
const entries = globSync("examples/nextjs/{app,*.ts}/**/*.{ts,tsx}", { cwd: root })
  .flatMap((path) => readImports(read(path)))
  .filter(({ specifier }) => /^@\/(hooks|monitor|components)\//.test(specifier))
  .flatMap(({ specifier }) => [".ts", ".tsx"].map((ending) => join(dashboard, specifier.slice(2) + ending)))
  .filter((path) => existsSync(join(root, path)));

test("docs/nextjs.md lists all files of the dashboard that the hooks and toasts need", () => {
  const row = (name: string) => new RegExp(`^\\| ${name} \\|(.*)\\|$`, "m").exec(read("docs/nextjs.md"))?.[1] ?? "";
  const listed = (name: string) => [...row(name).matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
  const needed = [...findImported(entries)].map((path) => path.slice(dashboard.length + 1));
  expect(needed.length).toBeGreaterThan(30);
  const others = needed.filter((path) => !listed("Folders").includes(dirname(path)));
  expect(others.toSorted()).toEqual(listed("Files").toSorted());
});
