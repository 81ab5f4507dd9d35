// `npx -y pnpm@12 dev`: like `start`, from the sources. The dashboard reloads hot, and the server starts again when one of
// its files changes; the database stays up meanwhile.
import { readSettings } from "../apps/server/src/index.ts";
import { exitWithProblem, runLocally } from "../apps/server/src/local/index.ts";
import { startViteServer } from "./dev/startViteServer.ts";
import { superviseServer } from "./dev/superviseServer.ts";

/** Running tasks get less time than in `start`: whoever saves a file does not want to wait, and what is cut off starts again. */
const shutdownGraceMs = 1000;

try {
  const settings = readSettings(process.env);
  await runLocally({ ...settings, shutdownGraceMs }, async (local) => {
    const vite = await startViteServer(settings);
    local.closeLater(vite.close);
    const url = settings.publicUrl ?? `http://localhost:${vite.port}`;
    let isFirst = true;
    const server = superviseServer({
      env: {
        ...process.env,
        DATABASE_URL: local.databaseUrl,
        AUTH_SECRET: local.authSecret,
        HOST: "127.0.0.1",
        PORT: String(vite.apiPort),
        PUBLIC_URL: url,
        SHUTDOWN_GRACE_MS: String(shutdownGraceMs),
      },
      onReady: (ready) => {
        if (isFirst) local.announce({ ...ready, isDashboardBuilt: true });
        isFirst = false;
      },
    });
    local.closeLater(server.stop);
    await local.publish(url);
  });
} catch (error) {
  exitWithProblem(error);
}
