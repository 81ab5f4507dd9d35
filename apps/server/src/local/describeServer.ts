import { join } from "node:path";
import type { Settings } from "../settings.ts";
import type { RunningServer } from "../startServer.ts";

export type DescribedServer = Pick<RunningServer, "url" | "sampleLogins" | "inboxDir" | "isDashboardBuilt">;

/** What a person needs to know about a server that has just started. */
export function describeServer(server: DescribedServer, settings: Settings, databasePlace: string): string {
  const width = Math.max(...server.sampleLogins.map((login) => login.email.length), 0);
  const logins = server.sampleLogins.map(
    ({ email, password, role }) => `${email.padEnd(width)}  ${password}${role === "operator" ? "  (operator)" : ""}`,
  );
  const rows: [label: string, lines: string[]][] = [
    ["Open", [server.url]],
    ["Sign in", logins],
    ["Mails", server.inboxDir === null ? [] : [`go to the inbox in the dashboard, and to ${server.inboxDir}`]],
    ["Database", [databasePlace]],
    ["Files", [join(settings.dataDir, "files")]],
    ["Stop", ["Ctrl-C"]],
  ];
  const text = rows.flatMap(([label, lines]) =>
    lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(9)} ${line}`),
  );
  const warning = "\n  The dashboard is not built, so only the API answers. Build it: npx -y pnpm@12 build\n";
  return `\n${text.join("\n")}\n${server.isDashboardBuilt ? "" : warning}`;
}
