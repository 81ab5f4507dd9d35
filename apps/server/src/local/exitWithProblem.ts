import { PortTakenError } from "../http/listen.ts";
import { InvalidSettingsError } from "../settings.ts";
import { AlreadyRunningError } from "./acquireInstanceLock.ts";
import { DataDirError } from "./makeDataDir.ts";
import { DatabaseUnreachableError } from "./openLocalDatabase.ts";

const foreseen = [AlreadyRunningError, DataDirError, DatabaseUnreachableError, InvalidSettingsError, PortTakenError];

/** Says why the program cannot run and ends it with exit code 1; a stack only for what nobody foresaw. */
export function exitWithProblem(error: unknown): never {
  const isForeseen = error instanceof Error && foreseen.some((kind) => error instanceof kind);
  console.error(isForeseen ? `\n${error.message}\n` : error);
  process.exit(1);
}
