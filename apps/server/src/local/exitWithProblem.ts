import { DatabaseSetupError } from "@package/db";
import { ListenError } from "../http/listen.ts";
import { InvalidSettingsError } from "../settings.ts";
import { AlreadyRunningError } from "./acquireInstanceLock.ts";
import { DataDirError } from "./makeDataDir.ts";

/** Errors whose message says what to do. */
const expected = [AlreadyRunningError, DataDirError, DatabaseSetupError, InvalidSettingsError, ListenError];

/** Prints why the program cannot run and ends it with exit code 1. The stack is printed for unexpected errors only. */
export function exitWithProblem(error: unknown): never {
  const isExpected = error instanceof Error && expected.some((kind) => error instanceof kind);
  console.error(isExpected ? `\n${error.message}\n` : error);
  process.exit(1);
}
