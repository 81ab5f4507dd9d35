import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readImports } from "./readImports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

interface WorkspacePackage {
  /** Relative to the repository; empty for its root. */
  folder: string;
  manifest: Manifest;
  /** Its files, without those of nested packages. */
  files: string[];
}

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n")
  .filter((path) => path !== "" && !path.startsWith("examples/consumer/project/"));
const readText = (path: string): string => readFileSync(join(root, path), "utf8");

const folders = tracked
  .filter((path) => /(^|\/)package\.json$/.test(path))
  .map((path) => dirname(path).replace(/^\.$/, ""))
  .sort((a, b) => b.length - a.length);
const folderOf = (path: string): string =>
  folders.find((folder) => path.startsWith(folder === "" ? "" : `${folder}/`)) ?? "";

const packages: WorkspacePackage[] = folders.map((folder) => ({
  folder,
  manifest: JSON.parse(readText(join(folder, "package.json"))) as Manifest,
  files: tracked.filter((path) => folderOf(path) === folder && /\.(tsx?|mjs|css|json|prisma)$/.test(path)),
}));

const declaredBy = ({ dependencies, devDependencies }: Manifest): Record<string, string> => ({
  ...dependencies,
  ...devDependencies,
});

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

test.each(packages)("$manifest.name declares what it imports", ({ manifest, files }) => {
  const rootTools = Object.keys(declaredBy(packages.find(({ folder }) => folder === "")?.manifest ?? manifest));
  const imported = files
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !/\.test\.tsx?$/.test(path))
    .flatMap((path) => readImports(readText(path)))
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/^[./]|^@\/|^virtual:/.test(specifier) && !isBuiltin(specifier))
    .map(packageOf);
  const known = [...Object.keys(declaredBy(manifest)), ...rootTools, manifest.name];
  expect([...new Set(imported)].filter((name) => !known.includes(name))).toEqual([]);
});

/** Dependencies that no file names: programs, types, peer dependencies of others, and names in generated code or settings. */
const usedOtherwise = [
  "@arethetypeswrong/cli",
  "@prisma/client",
  "@testing-library/dom",
  "@types/node",
  "@types/react",
  "@types/react-dom",
  "happy-dom",
  "node",
  "react-dom",
  "typescript",
];

test.each(packages)("$manifest.name uses what it declares", ({ manifest, files }) => {
  const text = files
    .filter((path) => !path.endsWith("package.json"))
    .map(readText)
    .join("\n");
  const commands = Object.values(manifest.scripts ?? {}).join("\n");
  const isUsed = (name: string): boolean => {
    const subject = name.startsWith("@types/") ? name.slice("@types/".length) : name;
    const program = subject.split("/").at(-1) as string;
    return (
      text.includes(`"${subject}`) || text.includes(`.bin/${program}`) || new RegExp(`\\b${program}\\b`).test(commands)
    );
  };
  const unused = Object.keys(declaredBy(manifest)).filter((name) => !usedOtherwise.includes(name) && !isUsed(name));
  expect(unused).toEqual([]);
});

test("all packages use the same version of a dependency", () => {
  const versions = new Map<string, Set<string>>();
  for (const { manifest } of packages) {
    for (const [name, version] of Object.entries(declaredBy(manifest))) {
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
  }
  expect([...versions].filter(([, asked]) => asked.size > 1)).toEqual([]);
});
