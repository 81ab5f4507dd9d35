import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { migrate } from "@package/db";
import { diffSchema } from "@package/db/schema";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { inject, onTestFinished } from "vitest";
import { createProgram } from "../../src/cli/createProgram.ts";

/** The schema of a user before the queue is added. */
export const shop = `generator client {
  provider = "prisma-client"
  output   = "../src/generated"
}

datasource db {
  provider = "postgresql"
}

model Order {
  id    Int    @id @default(autoincrement())
  email String
}
`;

/** A project of a user, in a folder that is removed after the test. */
export interface TestProject {
  root: string;
  /** Runs the program `queue`, and returns what it printed and its exit code. Rejects as the program fails. */
  run(...args: string[]): Promise<{ output: string; code: number }>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** All files, without node_modules, with their texts. */
  readAll(): Promise<Record<string, string>>;
  /** Applies the migrations, and returns the SQL that Prisma would still run; undefined if schema and migrations agree. */
  migrate(url: string): Promise<string | undefined>;
}

/** Creates a project with these files, and with the Prisma of this workspace. */
export async function createProject(files: Record<string, string>): Promise<TestProject> {
  const root = await mkdtemp(join(tmpdir(), "queue-project-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const read = (path: string) => readFile(join(root, path), "utf8");
  const list = async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return paths.map((path) => path.slice(root.length + 1)).filter((path) => !path.startsWith("node_modules"));
  };
  const readAll = async () =>
    Object.fromEntries(await Promise.all((await list()).map(async (path) => [path, await read(path)] as const)));
  await write("package.json", '{ "name": "shop", "type": "module" }');
  for (const [path, text] of Object.entries(files)) await write(path, text);
  if (!("node_modules/prisma/package.json" in files)) await linkPrisma(root);
  return {
    root,
    write,
    read,
    readAll,
    run: async (...args) => {
      const printed: string[] = [];
      let code = 0;
      const program = createProgram({
        root,
        version: "0.0.0",
        print: (text) => printed.push(text),
        exitWith: (given) => {
          code = given;
        },
      });
      await program.parseAsync(args, { from: "user" });
      return { output: printed.join("\n"), code };
    },
    migrate: async (url) => {
      await migrate(url, { migrationsDir: join(root, "prisma/migrations") });
      const schema = (await list()).filter((path) => path.endsWith(".prisma"));
      const whole = await Promise.all(schema.map(read));
      const file = join(root, "node_modules/whole.prisma");
      await writeFile(file, whole.join("\n"));
      return diffSchema(url, file);
    },
  };
}

async function linkPrisma(root: string): Promise<void> {
  const manifest = createRequire(new URL("../../../db/package.json", import.meta.url)).resolve("prisma/package.json");
  await mkdir(join(root, "node_modules"), { recursive: true });
  await symlink(dirname(manifest), join(root, "node_modules/prisma"));
}

/** Creates a database without tables, which is dropped after the test. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ url: inject("postgres").url, template: "template0" });
  onTestFinished(() => database.drop());
  return database;
}
