import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createLiveStatus } from "@package/api";
import { createTestDatabase } from "@package/db/testing";
import { defineWorker, QueueService } from "@package/queue";
import { diskStorage } from "@package/queue/workers";
import { createAuth } from "../src/auth/createAuth.ts";
import { type SampleLogin, seedSampleUsers } from "../src/auth/seedSampleUsers.ts";
import { sessionPort } from "../src/auth/sessionPort.ts";
import { listen } from "../src/http/listen.ts";
import { type AppParts, createApp } from "../src/index.ts";
import { stopParts } from "../src/stopParts.ts";
import { TestClient } from "./TestClient.ts";

export interface TestServerOptions {
  parts?: Partial<AppParts>;
  isSignUpAllowed?: boolean;
  signInsPerMinute?: number;
  trustedProxies?: string[];
}

const secret = "a secret of a test, long enough to be one";

/** Starts a server on a free port, with its own database and folder. It has no runner. */
export async function createTestServer(options: TestServerOptions = {}) {
  const { db, drop, url: databaseUrl } = await createTestDatabase();
  const filesDir = await mkdtemp(join(tmpdir(), "queue-server-"));
  const run = async () => ({});
  const workers = { EMAIL_SEND: defineWorker({ run }), IMAGE_PROCESS: defineWorker({ run }) };
  const queue = new QueueService(db, { workers });
  const live = createLiveStatus({ db, connectionString: databaseUrl });

  let app: ReturnType<typeof createApp> | undefined;
  const listener = getRequestListener(
    (request, env) => app?.fetch(request, env as never) ?? new Response("", { status: 503 }),
  );
  const { server, port } = await listen({ host: "127.0.0.1", port: 0, isPortFixed: true }, listener);
  const url = `http://127.0.0.1:${port}`;
  const trustedProxies = options.trustedProxies ?? [];
  const auth = createAuth({
    db,
    secret,
    publicUrl: url,
    allowedOrigins: [url],
    isSignUpAllowed: options.isSignUpAllowed ?? false,
    trustedProxies,
    signInsPerMinute: options.signInsPerMinute ?? 1000,
  });
  let seeding: Promise<SampleLogin[]> | undefined;
  const seed = () => {
    seeding ??= seedSampleUsers(auth, secret);
    return seeding;
  };
  const storage = diskStorage(filesDir);
  const sessions = sessionPort(auth);
  app = createApp({
    db,
    queue,
    live,
    storage,
    sessions,
    dashboardDir: join(filesDir, "no-dashboard"),
    allowedOrigins: [url],
    hasTrustedProxies: trustedProxies.length > 0,
    explainUnready: () => null,
    ...options.parts,
  });

  const anonymous = new TestClient(url);
  return {
    url,
    db,
    auth,
    sessions,
    secret,
    queue,
    live,
    databaseUrl,
    storage,
    /** Creates the sample users if needed; hashing their passwords takes a while. */
    seed,
    anonymous,
    async signIn(name: "Ana" | "Ben" | "Olga") {
      const login = (await seed()).find((one) => one.name === name) as SampleLogin;
      const client = new TestClient(url);
      await client.signIn(login.email, login.password);
      return client;
    },
    async close() {
      await stopParts({ http: server, live, queue });
      await drop();
      await rm(filesDir, { recursive: true });
    },
  };
}
