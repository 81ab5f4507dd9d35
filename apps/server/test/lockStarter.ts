// A process that tries to get each lock that its parent names, and keeps those that it gets.
import { AlreadyRunningError, acquireInstanceLock } from "../src/local/acquireInstanceLock.ts";

process.on("message", async (path: string) => {
  try {
    await acquireInstanceLock(path);
    process.send?.("won");
  } catch (error) {
    process.send?.(error instanceof AlreadyRunningError ? "lost" : String(error));
  }
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
