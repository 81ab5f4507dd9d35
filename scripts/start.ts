// `npx -y pnpm@12 start`: runs the demo app on this machine. Its settings are in apps/server/src/settings.ts.
import { readSettings, startServer } from "../apps/server/src/index.ts";
import { exitWithProblem, runLocally } from "../apps/server/src/local/index.ts";

try {
  const settings = readSettings(process.env);
  await runLocally(settings, async (local) => {
    const server = await startServer({ settings, ...local });
    local.closeLater(server.stop);
    await local.publish(server.url);
    local.announce(server);
  });
} catch (error) {
  exitWithProblem(error);
}
