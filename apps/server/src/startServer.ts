import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { createPrismaClient } from "@package/db";
import { createBuiltInWorkers, diskStorage, QueueService } from "@package/queue";
import { createAuth } from "./auth/createAuth.ts";
import { type SampleLogin, seedSampleUsers } from "./auth/seedSampleUsers.ts";
import { sessionPort } from "./auth/sessionPort.ts";
import { startCleanUp } from "./cleanUp/startCleanUp.ts";
import { createApp } from "./createApp.ts";
import { readPage } from "./dashboard/readPage.ts";
import { allowedOriginsOf, urlOf } from "./http/allowedOriginsOf.ts";
import { isLoopback } from "./http/isLoopback.ts";
import { listen } from "./http/listen.ts";
import { mailStore } from "./inbox/mailStore.ts";
import { startMailInbox } from "./inbox/startMailInbox.ts";
import type { Settings } from "./settings.ts";
import { type ServerParts, stopParts } from "./stopParts.ts";

export interface ServerOptions {
  settings: Settings;
  databaseUrl: string;
  /** Signs the session cookies. Default: the one of the settings, else one that ends with this process. */
  authSecret?: string | undefined;
  /** Folder of the built dashboard. Default: apps/dashboard/dist of this workspace. */
  dashboardDir?: string | undefined;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Logins to try it with; none in production. */
  sampleLogins: SampleLogin[];
  isDashboardBuilt: boolean;
  /** Folder of the mails, when this server brings an inbox along. */
  inboxDir: string | null;
  /** Lets running requests and tasks finish, then closes everything that this server opened. */
  stop(): Promise<void>;
}

const builtDashboard = fileURLToPath(new URL("../../dashboard/dist", import.meta.url));

/** Starts the whole product in this process: the API, the sign-in, the dashboard, a mail inbox (in development) and a runner. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, databaseUrl } = options;
  const secret = options.authSecret ?? settings.authSecret ?? randomBytes(32).toString("base64url");
  let state: "starting" | "running" | "stopping" = "starting";
  let answer: (request: Request, env: HttpBindings) => Response | Promise<Response> = () =>
    Response.json({ message: "The server is starting." }, { status: 503 });

  // The port comes first: the address of the server is part of what follows, and a taken one is to be heard of at once.
  const { server, port } = await listen(
    settings,
    getRequestListener((request, env) => answer(request, env as HttpBindings)),
  );
  const parts: ServerParts = { http: server };
  const stop = () => {
    state = "stopping";
    return stopParts(parts);
  };
  try {
    const url = urlOf(settings, port);
    const allowedOrigins = allowedOriginsOf(settings, port);
    const db = createPrismaClient(databaseUrl);
    parts.db = db;

    const auth = createAuth({ ...settings, db, secret, publicUrl: url, allowedOrigins });
    const sampleLogins = settings.isProduction ? [] : await seedSampleUsers(auth, secret);

    const storage = diskStorage(join(settings.dataDir, "files"));
    parts.cleanUp = startCleanUp({ db, storage });
    const inboxDir = settings.smtpUrl ? null : join(settings.dataDir, "inbox");
    const store = inboxDir === null ? undefined : mailStore(inboxDir);
    const inbox = store && (await startMailInbox(store));
    parts.inbox = inbox;

    const mail = { url: settings.smtpUrl ?? (inbox?.url as string), from: settings.mailFrom };
    const workers = createBuiltInWorkers({ db, storage, mail });
    const queue = new QueueService(db, { workers, connectionString: databaseUrl });
    parts.queue = queue;
    parts.runner = queue.start({ concurrency: settings.concurrency, shutdownGraceMs: settings.shutdownGraceMs });

    const dashboardDir = options.dashboardDir ?? builtDashboard;
    const app = createApp({
      db,
      queue,
      storage,
      inbox: store,
      sessions: sessionPort(auth),
      // The sign-in page offers them to anybody who reaches it: that must be nobody but the person at this machine.
      sampleLogins: isLoopback(settings.host) ? sampleLogins : [],
      dashboardDir,
      allowedOrigins,
      hasTrustedProxies: settings.trustedProxies.length > 0,
      explainUnready: () => (state === "running" ? null : `the server is ${state}`),
    });
    answer = (request, env) => app.fetch(request, env);
    state = "running";
    return { url, port, sampleLogins, isDashboardBuilt: (await readPage(dashboardDir)) !== null, inboxDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
