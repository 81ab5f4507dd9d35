import { logProblem } from "../log.ts";
import type { CleanUp } from "./CleanUp.ts";
import { removeEndedSessions } from "./removeEndedSessions.ts";
import { removeImportErrors } from "./removeImportErrors.ts";
import { removeUnusedFiles } from "./removeUnusedFiles.ts";

const everyMs = 3_600_000;

const cleanUps: Record<string, (parts: CleanUp) => Promise<void>> = {
  "Removing unused files": removeUnusedFiles,
  "Removing ended sessions": removeEndedSessions,
  "Removing import errors": removeImportErrors,
};

/** Removes what nothing refers to any more, about once an hour; every server does it, and none disturbs another. */
export function startCleanUp(parts: Omit<CleanUp, "isStopping">): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let running = Promise.resolve();

  async function run(): Promise<void> {
    for (const [doing, cleanUp] of Object.entries(cleanUps)) {
      await cleanUp({ ...parts, isStopping: () => isStopping }).catch((error: unknown) =>
        logProblem(`${doing} failed; it is tried again in an hour`, error),
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
