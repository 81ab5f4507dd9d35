import { logProblem } from "../log.ts";
import type { CleanUp } from "./CleanUp.ts";
import { removeExpiredSessions, removeImportErrors } from "./removeRows.ts";
import { removeUnusedFiles } from "./removeUnusedFiles.ts";

const everyMs = 3_600_000;

const cleanUps: Record<string, (parts: CleanUp) => Promise<void>> = {
  "remove unused files": removeUnusedFiles,
  "remove expired sessions": removeExpiredSessions,
  "remove import errors": removeImportErrors,
};

/** Removes unused files and rows about once an hour. Every server does it; they do not conflict. */
export function startCleanUp(parts: Omit<CleanUp, "isStopping">): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let running = Promise.resolve();

  async function run(): Promise<void> {
    for (const [purpose, cleanUp] of Object.entries(cleanUps)) {
      await cleanUp({ ...parts, isStopping: () => isStopping }).catch((error: unknown) =>
        logProblem(`Failed to ${purpose}. Will retry in an hour`, error),
      );
    }
    if (!isStopping) schedule(everyMs * (0.8 + 0.4 * Math.random()));
  }
  function schedule(ms: number): void {
    timer = setTimeout(() => {
      running = run();
    }, ms).unref();
  }

  schedule(everyMs * 0.1 * Math.random());
  return {
    async close() {
      isStopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}
