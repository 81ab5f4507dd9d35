import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/createProgram.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const program = createProgram({ root, version: "0.0.0", print: () => {}, exitWith: () => {} });

/** Returns the commands that the documentation and the messages of the library name, such as `init --upgrade`. */
async function readNamedCommands(): Promise<string[]> {
  const files = globSync("{*.md,docs/*.md,packages/queue/*.md,packages/queue/{src,prisma}/**/*.{ts,prisma,sql}}", {
    cwd: root,
  });
  const texts = await Promise.all(files.map((file) => readFile(root + file, "utf8")));
  const named = texts.flatMap((text) => [...text.matchAll(/npx (?:--no-install )?queue((?: [a-z-]+)*)/g)]);
  return named.map(([whole, args = ""]) => (whole.includes("--no-install") ? args.trim() : whole));
}

test("each command that the documentation and the messages name exists, with its options, and needs no download", async () => {
  const commands = await readNamedCommands();
  expect(commands.length).toBeGreaterThan(10);
  const wrong = commands.filter((command) => {
    const [name = "", ...options] = command.split(" ");
    if (name === "" || name.startsWith("--")) return !["", "--help", "--version"].includes(name);
    const found = program.commands.find((each) => each.name() === name);
    const known = found?.options.map(({ long }) => long) ?? [];
    return !found || options.some((option) => option.startsWith("--") && !known.includes(option));
  });
  expect([...new Set(wrong)].filter((command) => command !== "npx queue")).toEqual([]);
});

test("the page about the command names each command and option", async () => {
  const page = await readFile(`${root}docs/cli.md`, "utf8");
  for (const command of program.commands) {
    expect(page).toContain(`## ${command.name()}\n`);
    for (const { long } of command.options) expect(page).toContain(`\`${long}`);
  }
});
