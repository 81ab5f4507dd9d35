import { access, constants, mkdir } from "node:fs/promises";

/** The data folder cannot be created or written. */
export class DataDirError extends Error {
  override readonly name = "DataDirError";
  constructor(dataDir: string, cause: unknown) {
    super(
      `The data folder ${dataDir} cannot be created or written (${cause instanceof Error ? cause.message : cause}).\n` +
        "Set DATA_DIR to a folder that this account can write, or make this one writable.",
      { cause },
    );
  }
}

/** Creates the data folder if it is missing. @throws DataDirError when it cannot be created or written */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirError(dataDir, error);
  }
}
