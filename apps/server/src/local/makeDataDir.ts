import { access, constants, mkdir } from "node:fs/promises";

/** The data folder cannot be made or written. */
export class DataDirError extends Error {
  override readonly name = "DataDirError";
  constructor(dataDir: string, cause: unknown) {
    super(
      `The data folder ${dataDir} cannot be made or written (${cause instanceof Error ? cause.message : cause}).\n` +
        "Set DATA_DIR to a folder that this account may write, or give it this one.",
      { cause },
    );
  }
}

/** Sees to it that there is a data folder that can be written. Throws DataDirError. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirError(dataDir, error);
  }
}
