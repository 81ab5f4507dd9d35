import { createHmac } from "node:crypto";
import type { Auth } from "./createAuth.ts";

/** A login of a sample user. */
export interface SampleLogin {
  name: string;
  email: string;
  password: string;
  role: "user" | "operator";
}

const sampleUsers = [
  { name: "Ana", email: "ana@example.com", role: "user" },
  { name: "Ben", email: "ben@example.com", role: "user" },
  { name: "Olga", email: "olga@example.com", role: "operator" },
] as const;

/**
 * Creates the sample users, or sets their passwords, and returns their logins. The passwords are derived from the secret: they are
 * the same after each start and cannot be guessed. For development only.
 */
export async function seedSampleUsers(auth: Auth, secret: string): Promise<SampleLogin[]> {
  const logins = sampleUsers.map((user) => ({ ...user, password: samplePassword(secret, user) }));
  await Promise.all(logins.map((login) => seedUser(auth, login)));
  return logins;
}

function samplePassword(secret: string, user: { name: string; email: string }): string {
  const code = createHmac("sha256", secret).update(user.email).digest("hex").slice(0, 8);
  return `${user.name.toLowerCase()}-${code}`;
}

async function seedUser(auth: Auth, login: SampleLogin): Promise<void> {
  const { internalAdapter, password } = await auth.$context;
  const found = await internalAdapter.findUserByEmail(login.email, { includeAccounts: true });
  const account = found?.accounts.find((one) => one.providerId === "credential");
  if (account?.password && (await password.verify({ hash: account.password, password: login.password }))) return;

  const hash = await password.hash(login.password);
  if (account) return void (await internalAdapter.updateAccount(account.id, { password: hash }));
  const user =
    found?.user ??
    (await internalAdapter.createUser(
      { name: login.name, email: login.email, emailVerified: true, role: login.role },
      { method: "email-password" },
    ));
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: "credential",
    accountId: user.id,
    password: hash,
  });
}
