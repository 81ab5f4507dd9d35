import type { LiveStatus } from "@package/api";
import type { PrismaClient } from "@package/db";
import type { FileStorage } from "@package/queue/workers";
import type { EmailInbox } from "./api/emailInbox.ts";
import type { ServerQueue } from "./api/ServerContext.ts";
import type { SampleLogin } from "./auth/seedSampleUsers.ts";
import type { SessionPort } from "./auth/sessionPort.ts";
import type { UserLimitSettings } from "./http/userLimits.ts";

/** The parts that the HTTP routes use. */
export interface AppParts {
  db: PrismaClient;
  queue: ServerQueue;
  /** Sends changes of tasks to open streams. */
  live: LiveStatus;
  storage: FileStorage;
  /** The built-in email inbox, if SMTP_URL is not set. */
  inbox?: EmailInbox | undefined;
  sessions: SessionPort;
  /** Logins that the sign-in page shows; only in development. */
  sampleLogins?: readonly SampleLogin[] | undefined;
  /** Folder of the built dashboard; it may be built later. */
  dashboardDir: string;
  /** Origins whose pages may send changes; the first is the URL of the server. */
  allowedOrigins: readonly string[];
  /** Whether X-Forwarded-For of some proxies is trusted. */
  hasTrustedProxies: boolean;
  /** Returns why this server should currently get no requests, or null. */
  explainUnready(): string | null;
  /** Largest upload in bytes, by kind. Default 25 MB for images and 100 MB for CSV. */
  maxUploadBytes?: { image: number; csv: number } | undefined;
  /** Limits for the changes and uploads of each user. */
  userLimits?: UserLimitSettings | undefined;
}
