import type { PrismaClient } from "@package/db";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { clientAddressHeader } from "../http/clientAddress.ts";

export interface AuthOptions {
  db: PrismaClient;
  /** Signs the cookies; at least 32 characters. */
  secret: string;
  /** Origin at which browsers reach the server, for example http://localhost:3000. */
  publicUrl: string;
  /** Origins that may sign in, besides `publicUrl`. */
  allowedOrigins: readonly string[];
  isSignUpAllowed: boolean;
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is trusted. */
  trustedProxies: readonly string[];
  /** Sign-in attempts per IP address and minute. Default 10. */
  signInsPerMinute?: number | undefined;
}

/** Creates the sign-in with email and password, on the tables User, Session, Account and Verification. */
export function createAuth(options: AuthOptions) {
  const isHttps = options.publicUrl.startsWith("https://");
  return betterAuth({
    appName: "Queue",
    baseURL: options.publicUrl,
    basePath: "/api/auth",
    secret: options.secret,
    database: prismaAdapter(options.db, { provider: "postgresql" }),
    trustedOrigins: [...options.allowedOrigins],
    emailAndPassword: { enabled: true, disableSignUp: !options.isSignUpAllowed, minPasswordLength: 10 },
    user: { additionalFields: { role: { type: "string", defaultValue: "user", input: false } } },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customRules: { "/sign-in/*": { window: 60, max: options.signInsPerMinute ?? 10 } },
    },
    advanced: {
      // Only this host can set or read a __Host- cookie. Without TLS, the port separates two servers on one machine.
      useSecureCookies: false,
      cookiePrefix: isHttps ? "__Host-queue" : `queue-${new URL(options.publicUrl).port || "80"}`,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader], trustedProxies: [...options.trustedProxies] },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
  });
}

export type Auth = ReturnType<typeof createAuth>;
