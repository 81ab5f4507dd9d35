import type { MailInbox, TaskQueue } from "@package/api";
import type { PrismaClient } from "@package/db";
import type { FileStorage } from "@package/queue";
import type { SampleLogin } from "./auth/seedSampleUsers.ts";
import type { SessionPort } from "./auth/sessionPort.ts";
import type { UserLimitSettings } from "./http/userLimits.ts";

/** What the HTTP side is made of. */
export interface AppParts {
  db: PrismaClient;
  queue: TaskQueue;
  storage: FileStorage;
  /** The development inbox, if there is one. */
  inbox?: MailInbox | undefined;
  sessions: SessionPort;
  /** Logins that the sign-in page offers to anybody; only in development. */
  sampleLogins?: readonly SampleLogin[] | undefined;
  /** Folder of the built dashboard; it may be built later. */
  dashboardDir: string;
  /** Origins whose pages may change something; the first is where the server is reached. */
  allowedOrigins: readonly string[];
  /** Whether X-Forwarded-For of some proxies is believed. */
  hasTrustedProxies: boolean;
  /** Why this server should get no requests just now, or null. */
  explainUnready(): string | null;
  /** Largest upload in bytes, by kind. Default 25 MB for pictures and 100 MB for CSV. */
  maxUploadBytes?: { picture: number; csv: number } | undefined;
  /** How often each user may change and upload something. */
  userLimits?: UserLimitSettings | undefined;
}
