// `npx -y pnpm@12 dev`: like `start`, from the sources. The dashboard has hot reload, and the server restarts when one of its
// files changes. The database keeps running.
import { readSettings } from "../apps/server/src/index.ts";
import { exitWithProblem, runLocally } from "../apps/server/src/local/index.ts";
import { startViteServer } from "./dev/startViteServer.ts";
import { superviseServer } from "./dev/superviseServer.ts";

/** Less than in `start`, so that saving a file restarts the server quickly. Tasks that are cut off start again. */
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
