import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { type CreateDataDirOptions, createDataDir, PASSWORD_FILE } from "./createDataDir.ts";

/** Creates the data folder if it is missing, and checks its version. Returns the password of its account `postgres`. */
export async function prepareDataDir(options: CreateDataDirOptions): Promise<string> {
  const { dataDir, version } = options;
  if (isMissingOrEmpty(dataDir)) await createDataDir(options);
  const dataVersion = await readOwnFile(dataDir, "PG_VERSION");
  if (dataVersion !== String(version)) {
    throw new DatabaseSetupError(
      `The data folder ${dataDir} was made by PostgreSQL ${dataVersion}; version ${version} cannot read it. ` +
        `Use version ${dataVersion}, another folder, or delete this one.`,
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
    throw new DatabaseSetupError(
      `The data folder ${dataDir} belongs to another account; was it made as root? Delete it or use another folder.`,
      { cause: error },
    );
  }
}

async function readOwnFile(dataDir: string, name: string): Promise<string> {
  try {
    return (await readFile(join(dataDir, name), "utf8")).trim();
  } catch (error) {
    throw new DatabaseSetupError(
      `The folder ${dataDir} is not empty, but it is not a data folder of the embedded PostgreSQL: it has no readable ${name}. Use another folder.`,
      { cause: error },
    );
  }
}
