import { CliError } from "../CliError.ts";
import { connect, findUrl } from "../connect.ts";
import { checkDatabase, type Report } from "../doctor/checkDatabase.ts";
import { checkNotifications } from "../doctor/checkNotifications.ts";
import { readPackageFiles } from "../packageFiles.ts";

/** Options of `queue doctor`. */
export interface DoctorOptions {
  url?: string;
  json?: boolean;
}

/** Checks a database. Returns what to print, and whether there is a problem. */
export async function runDoctor(
  root: string,
  options: DoctorOptions,
): Promise<{ output: string; hasProblem: boolean }> {
  const url = await findUrl(root, options.url);
  if (url === undefined)
    throw new CliError(
      "No database is given. Set DATABASE_URL, pass --url, or set datasource.url in prisma.config.ts.",
    );
  const files = await readPackageFiles();
  const clients = [await connect(url), await connect(url)] as const;
  try {
    const report = await checkDatabase(clients[0], files);
    const findings = [...report.findings, ...(await checkNotifications(...clients))];
    const hasProblem = findings.some(({ severity }) => severity === "problem");
    const full = { ...report, findings };
    return { output: options.json ? JSON.stringify({ ok: !hasProblem, ...full }, null, 2) : toText(full), hasProblem };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

function toText({ schema, version, expectedVersion, findings }: Report): string {
  const title =
    schema === null
      ? `No tables of the queue were found. This package uses version ${expectedVersion}.`
      : `Tables in schema "${schema}", version ${version}. This package uses version ${expectedVersion}.`;
  const lines = findings.flatMap(({ severity, what, why, mend }) => [
    "",
    `${severity === "problem" ? "✗" : "!"} ${what}`,
    `  Why it matters: ${why}`,
    `  To mend it: ${mend}`,
  ]);
  return [title, ...lines, ...(findings.length === 0 ? ["No problems were found."] : [])].join("\n");
}
