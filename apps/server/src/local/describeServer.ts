import { join } from "node:path";
import type { Settings } from "../settings.ts";
import type { RunningServer } from "../startServer.ts";

export type DescribedServer = Pick<RunningServer, "url" | "sampleLogins" | "inboxDir" | "isDashboardBuilt">;

/** Returns what `start` and `dev` print when the server is ready: where it is, where its data is, and the first steps. */
export function describeServer(server: DescribedServer, settings: Settings, databasePlace: string): string {
  const { url, sampleLogins, inboxDir, isDashboardBuilt } = server;
  const width = Math.max(...sampleLogins.map((login) => login.email.length), 0);
  const logins = sampleLogins.map(
    ({ email, password, role }) => `${email.padEnd(width)}  ${password}${role === "operator" ? "  (operator)" : ""}`,
  );
  const isOwnDatabase = settings.databaseUrl === undefined;
  const rows: [label: string, lines: string[]][] = [
    ["Open", [url]],
    ["Sign in", logins],
    ["Email", [inboxDir === null ? "sent by SMTP_URL" : `shown in the dashboard's Inbox (files in ${inboxDir})`]],
    ["Database", [databasePlace]],
    ["Files", [join(settings.dataDir, "files")]],
    ["Stop", ["Ctrl-C"]],
    ["Reset", [`stop, then delete ${settings.dataDir}${isOwnDatabase ? "" : " and empty the database"}`]],
  ];
  const table = rows.flatMap(([label, lines]) =>
    lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(9)} ${line}`),
  );
  const [first] = sampleLogins;
  const next = isDashboardBuilt
    ? `Next: sign in${first ? ` as ${first.email}` : ""} and drop a photo on the page.`
    : "The dashboard is not built, so only the API responds. Build it: npx -y pnpm@12 build";
  return `\n${table.join("\n")}\n\n  ${next}\n`;
}
