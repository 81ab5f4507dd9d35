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
  engines?: { node?: string };
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
  // Not packages of this workspace: the projects install the packed packages.
  .filter((path) => path !== "" && !/^examples\/consumer\/(project|progress)\//.test(path));
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

/** Returns the lowest version of a range such as ">=20.19", as a number that can be compared; 0 if there is no range. */
function readLowest(range = ">=0"): number {
  const [, major, minor = 0] = /^>= ?(\d+)(?:\.(\d+))?[.\d]*$/.exec(range) ?? [];
  if (major === undefined) throw new Error(`The range ${range} is not of the form ">=20.19": extend this test.`);
  return Number(major) * 1_000 + Number(minor);
}

test("the libraries that the queue installs or bundles support its lowest Node.js", () => {
  const queue = packages.find(({ manifest }) => manifest.name === "@package/queue") as WorkspacePackage;
  const { dependencies = {}, devDependencies = {} } = queue.manifest;
  const imported = queue.files
    .filter((path) => path.startsWith("packages/queue/src/cli/"))
    .flatMap((path) => readImports(readText(path)).map(({ specifier }) => packageOf(specifier)));
  const bundled = Object.keys(devDependencies).filter((name) => imported.includes(name));
  expect(bundled).toEqual(["commander", "diff"]);
  const wrong = [...Object.keys(dependencies), ...bundled]
    .map((name) => JSON.parse(readText(`packages/queue/node_modules/${name}/package.json`)) as Manifest)
    .filter(({ engines }) => readLowest(engines?.node) > readLowest(queue.manifest.engines?.node))
    .map(({ name, engines }) => `${name} needs Node.js ${engines?.node}`);
  expect(wrong).toEqual([]);
});
