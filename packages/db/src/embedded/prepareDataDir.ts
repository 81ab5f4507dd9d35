import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CreateDataDirOptions, createDataDir, PASSWORD_FILE } from "./createDataDir.ts";

/** Sees to it that there is a data folder that this version can use; returns the password of its account `postgres`. */
export async function prepareDataDir(options: CreateDataDirOptions): Promise<string> {
  const { dataDir, version } = options;
  if (isMissingOrEmpty(dataDir)) await createDataDir(options);
  const dataVersion = await readOwnFile(dataDir, "PG_VERSION");
  if (dataVersion !== String(version)) {
    throw new Error(
      `The data folder ${dataDir} was made by PostgreSQL ${dataVersion}, which version ${version} cannot read. ` +
        `Ask for version ${dataVersion}, or give another folder.`,
    );
  }
  return readOwnFile(dataDir, PASSWORD_FILE);
}

function isMissingOrEmpty(dataDir: string): boolean {
  if (!existsSync(dataDir)) return true;
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return readdirSync(dataDir).length === 0;
  } catch (error) {
    throw new Error(
      `The data folder ${dataDir} belongs to another account; was it made as root? Delete it or give another folder.`,
      { cause: error },
    );
  }
}

async function readOwnFile(dataDir: string, name: string): Promise<string> {
  try {
    return (await readFile(join(dataDir, name), "utf8")).trim();
  } catch (error) {
    throw new Error(
      `The folder ${dataDir} is not empty, and no data folder of an embedded PostgreSQL either: it has no readable ${name}. Give another folder.`,
      { cause: error },
    );
  }
}
