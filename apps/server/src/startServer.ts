import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { createLiveStatus } from "@package/api";
import { createPrismaClient } from "@package/db";
import { QueueService } from "@package/queue";
import { createBuiltInWorkers, diskStorage } from "@package/queue/workers";
import { createAuth } from "./auth/createAuth.ts";
import { type SampleLogin, seedSampleUsers } from "./auth/seedSampleUsers.ts";
import { sessionPort } from "./auth/sessionPort.ts";
import { startCleanUp } from "./cleanUp/startCleanUp.ts";
import { createApp } from "./createApp.ts";
import { createStartingApp } from "./createStartingApp.ts";
import { readPage } from "./dashboard/readPage.ts";
import { nightlyDigest } from "./digest/nightlyDigest.ts";
import { listen } from "./http/listen.ts";
import { allowedOriginsOf, isLoopbackHost, urlOf } from "./http/serverAddress.ts";
import { mailStore } from "./inbox/mailStore.ts";
import { startEmailInbox } from "./inbox/startEmailInbox.ts";
import { logProblem } from "./log.ts";
import { explainPlainHttp, type Settings } from "./settings.ts";
import { type ServerParts, stopParts } from "./stopParts.ts";

export interface ServerOptions {
  settings: Settings;
  databaseUrl: string;
  /** Signs the session cookies. Default: that of the settings, else a new one for this process. */
  authSecret?: string | undefined;
  /** Folder of the built dashboard. Default: apps/dashboard/dist of this repository. */
  dashboardDir?: string | undefined;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Logins of the sample users; none in production. */
  sampleLogins: SampleLogin[];
  isDashboardBuilt: boolean;
  /** Folder of the emails; null when SMTP_URL is set. */
  inboxDir: string | null;
  /** Waits for running requests and tasks, then closes everything that this server opened. */
  stop(): Promise<void>;
}

const builtDashboard = fileURLToPath(new URL("../../dashboard/dist", import.meta.url));

/** Starts the demo app in this process: the API, the sign-in, the dashboard, a runner and, without SMTP_URL, the email inbox. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { settings, databaseUrl } = options;
  const secret = options.authSecret ?? settings.authSecret ?? randomBytes(32).toString("base64url");
  let state: "starting" | "running" | "stopping" = "starting";
  const startingApp = createStartingApp(settings.publicUrl);
  let respond: (request: Request, env: HttpBindings) => Response | Promise<Response> = (request) =>
    startingApp.fetch(request);

  // The port comes first: the URL is needed below, and a taken port must fail before anything else is opened.
  const { server, port } = await listen(
    settings,
    getRequestListener((request, env) => respond(request, env as HttpBindings)),
  );
  const parts: ServerParts = { http: server };
  const stop = () => {
    state = "stopping";
    return stopParts(parts);
  };
  try {
    const warning = explainPlainHttp(settings);
    if (warning !== null) logProblem(warning);
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
    const inbox = store && (await startEmailInbox(store));
    parts.inbox = inbox;

    const mail = { url: settings.smtpUrl ?? (inbox?.url as string), from: settings.mailFrom };
    const digest = nightlyDigest({ db, url }, settings.digestTimeZone);
    const workers = { ...createBuiltInWorkers({ db, storage, mail }), ...digest.workers };
    const queue = new QueueService(db, { workers, schedules: digest.schedules, connectionString: databaseUrl });
    parts.queue = queue;
    parts.runner = queue.start({ concurrency: settings.concurrency, shutdownGraceMs: settings.shutdownGraceMs });

    const live = createLiveStatus({ db, connectionString: databaseUrl });
    parts.live = live;
    const dashboardDir = options.dashboardDir ?? builtDashboard;
    const app = createApp({
      db,
      queue,
      live,
      storage,
      inbox: store,
      sessions: sessionPort(auth),
      // The sign-in page shows them to everyone who reaches it, so they are given only to a server that only this machine reaches.
      sampleLogins: isLoopbackHost(settings.host) ? sampleLogins : [],
      dashboardDir,
      allowedOrigins,
      hasTrustedProxies: settings.trustedProxies.length > 0,
      explainUnready: () => (state === "running" ? null : `the server is ${state}`),
    });
    respond = (request, env) => app.fetch(request, env);
    state = "running";
    return { url, port, sampleLogins, isDashboardBuilt: (await readPage(dashboardDir)) !== null, inboxDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
