// The server alone, for a deployment: the database must exist and be migrated (`pnpm db:migrate`).
import { exitWithProblem } from "./local/exitWithProblem.ts";
import { runUntilSignal } from "./local/runUntilSignal.ts";
import { InvalidSettingsError, readSettings } from "./settings.ts";
import { startServer } from "./startServer.ts";

try {
  const settings = readSettings(process.env);
  if (settings.databaseUrl === undefined) throw new InvalidSettingsError("DATABASE_URL must be set.");
  const server = await startServer({ settings, databaseUrl: settings.databaseUrl });
  const stop = runUntilSignal({ stop: () => server.stop(), limitMs: settings.shutdownGraceMs + 10_000 });
  // Started by `pnpm dev`, the server sends its URL to its parent when it is ready, and ends with its parent.
  process.once("disconnect", stop);
  if (process.send) process.send(server);
  else console.log(`Listening on ${server.url}`);
} catch (error) {
  exitWithProblem(error);
}
