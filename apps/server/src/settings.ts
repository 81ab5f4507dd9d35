import { resolve } from "node:path";
import { z } from "zod";

/** Settings of the server. Each field comes from one environment variable. */
export interface Settings {
  /** NODE_ENV=production: no sample users, no email inbox, and secrets must be set. */
  isProduction: boolean;
  /** DATABASE_URL; undefined when it is not set. */
  databaseUrl: string | undefined;
  /** HOST: the address to listen on. Default 127.0.0.1, in production 0.0.0.0. */
  host: string;
  /** PORT. Default 3000, or the next free one. A port that is set is never replaced by another. */
  port: number;
  isPortFixed: boolean;
  /** PUBLIC_URL: the URL at which browsers reach the server. Default http://localhost:PORT; required in production. */
  publicUrl: string | undefined;
  /** AUTH_SECRET: signs the session cookies, at least 32 characters. Required in production. */
  authSecret: string | undefined;
  /** ALLOW_SIGN_UP: whether visitors may create an account. Default: not in production. */
  isSignUpAllowed: boolean;
  /** TRUSTED_PROXIES: addresses or CIDR ranges whose X-Forwarded-For is trusted, separated by commas. Default: none. */
  trustedProxies: string[];
  /** DATA_DIR: the folder for uploads, results and emails. Default .data */
  dataDir: string;
  /** SMTP_URL: the server that sends emails. Default: the built-in inbox; required in production. */
  smtpUrl: string | undefined;
  /** MAIL_FROM: the sender of emails. Default Queue <queue@example.com> */
  mailFrom: string;
  /** DIGEST_TIME_ZONE: the time zone in which digests of failed tasks are sent at 7 in the morning. Default UTC. */
  digestTimeZone: string;
  /** CONCURRENCY: tasks that run at the same time in this process. Default 10. */
  concurrency: number;
  /**
   * SHUTDOWN_GRACE_MS: milliseconds for running tasks to finish when the server stops. The others are released and start again
   * with the next server. Default 25000 in production, else 5000.
   */
  shutdownGraceMs: number;
}

/** The settings are invalid. The message names each variable. */
export class InvalidSettingsError extends Error {
  override readonly name = "InvalidSettingsError";
}

const httpUrl = z.url({ protocol: /^https?$/, error: "must be a URL such as https://queue.example.com" });
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a URL such as postgresql://user:password@localhost:5432/name",
});
const smtpUrl = z.url({
  protocol: /^smtps?$/,
  error: "must be a URL such as smtp://user:password@mail.example.com:587",
});
const flag = z.enum(["true", "false"], 'must be "true" or "false"').transform((value) => value === "true");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.int(error).min(min, error).max(max, error));
}

const environment = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: postgresUrl.optional(),
  HOST: z.string().optional(),
  PORT: wholeNumber(1, 65_535).optional(),
  PUBLIC_URL: httpUrl.optional(),
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters; `openssl rand -base64 32` creates one").optional(),
  ALLOW_SIGN_UP: flag.optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(",").map((entry) => entry.trim()))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must list addresses or CIDR ranges")))
    .optional(),
  DATA_DIR: z.string().default(".data"),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().default("Queue <queue@example.com>"),
  DIGEST_TIME_ZONE: z.string().refine(isTimeZone, "must be an IANA time zone such as Europe/Paris").default("UTC"),
  CONCURRENCY: wholeNumber(1, 1000).default(10),
  SHUTDOWN_GRACE_MS: wholeNumber(0, 3_600_000).optional(),
});

const requiredInProduction = ["AUTH_SECRET", "PUBLIC_URL", "SMTP_URL"] as const;

/** Reads the environment. An empty variable counts as not set. @throws InvalidSettingsError that names all invalid variables */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (!parsed.success) {
    throw new InvalidSettingsError(parsed.error.issues.map((issue) => explainIssue(issue, env)).join("\n"));
  }
  const given = parsed.data;
  const isProduction = given.NODE_ENV === "production";
  const missing = requiredInProduction.filter((name) => isProduction && given[name] === undefined);
  if (missing.length > 0)
    throw new InvalidSettingsError(
      missing.map((name) => `${name} must be set when NODE_ENV is production.`).join("\n"),
    );
  return {
    isProduction,
    databaseUrl: given.DATABASE_URL,
    host: given.HOST ?? (isProduction ? "0.0.0.0" : "127.0.0.1"),
    port: given.PORT ?? 3000,
    isPortFixed: given.PORT !== undefined,
    publicUrl: given.PUBLIC_URL === undefined ? undefined : new URL(given.PUBLIC_URL).origin,
    authSecret: given.AUTH_SECRET,
    isSignUpAllowed: given.ALLOW_SIGN_UP ?? !isProduction,
    trustedProxies: given.TRUSTED_PROXIES ?? [],
    dataDir: resolve(given.DATA_DIR),
    smtpUrl: given.SMTP_URL,
    mailFrom: given.MAIL_FROM,
    digestTimeZone: given.DIGEST_TIME_ZONE,
    concurrency: given.CONCURRENCY,
    shutdownGraceMs: given.SHUTDOWN_GRACE_MS ?? (isProduction ? 25_000 : 5000),
  };
}

/** Returns a warning for a server in production that browsers reach without TLS; null for all others. */
export function explainPlainHttp({
  isProduction,
  publicUrl,
}: Pick<Settings, "isProduction" | "publicUrl">): string | null {
  if (!isProduction || !publicUrl?.startsWith("http://")) return null;
  return `PUBLIC_URL is ${publicUrl}, so browsers send passwords and session cookies unencrypted (the cookies are not Secure): put a proxy with TLS in front of the server, and set PUBLIC_URL to its https:// URL.`;
}

/** A value that may contain a password is not repeated in the message. */
const secretNames: ReadonlySet<string> = new Set(["DATABASE_URL", "AUTH_SECRET", "SMTP_URL"]);

function explainIssue(issue: z.core.$ZodIssue, env: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  const given = secretNames.has(name) ? "" : `, but is ${JSON.stringify(env[name]?.slice(0, 100))}`;
  return `${name} ${issue.message}${given}.`;
}
