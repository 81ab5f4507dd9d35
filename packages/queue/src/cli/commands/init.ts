import { relative } from "node:path";
import { connect } from "../connect.ts";
import { readInstallation } from "../doctor/readInstallation.ts";
import { applyPlan, type Plan, showChange } from "../init/Plan.ts";
import { planInit } from "../init/planInit.ts";
import { planUpgrade } from "../init/planUpgrade.ts";
import { type PackageFiles, readPackageFiles } from "../packageFiles.ts";
import { findProject } from "../prisma/findProject.ts";

/** Options of `queue init`. */
export interface InitOptions {
  schema?: string;
  pgSchema?: string;
  url?: string;
  upgrade?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Adds the queue to the Prisma schema of a project, or upgrades it. Returns what to print. */
export async function runInit(root: string, options: InitOptions): Promise<string> {
  const files = await readPackageFiles();
  const project = await findProject(root, options.schema);
  const plan = options.upgrade
    ? planUpgrade(project, files, options.pgSchema, await readDatabaseVersion(options.url ?? project.url, files))
    : planInit(project, files, options.pgSchema);
  if (!options.dryRun) await applyPlan(plan);
  return options.json ? toJson(root, plan, options) : toText(root, plan, options);
}

/** Returns the version of the tables in the database; undefined if no URL is known. */
async function readDatabaseVersion(url: string | undefined, { upgrades }: PackageFiles): Promise<number | undefined> {
  if (url === undefined) return undefined;
  const client = await connect(url);
  try {
    await client.query("BEGIN");
    return (await readInstallation(client, upgrades)).version;
  } finally {
    await client.end();
  }
}

function toJson(root: string, { changes, notes, next }: Plan, { dryRun = false }: InitOptions): string {
  const listed = changes.map((change) => ({
    path: relative(root, change.path),
    action: change.before === undefined ? "create" : "change",
    what: change.what,
    ...(dryRun ? { content: change.after } : {}),
  }));
  return JSON.stringify({ dryRun, changes: listed, notes, next }, null, 2);
}

function toText(root: string, { changes, notes, next }: Plan, { dryRun = false }: InitOptions): string {
  const lines = [...notes];
  for (const change of changes) {
    const done = change.before === undefined ? ["Wrote", "Would write"] : ["Changed", "Would change"];
    lines.push(`${done[dryRun ? 1 : 0]} ${relative(root, change.path)}: ${change.what}`);
    if (dryRun) lines.push(showChange(change));
  }
  if (next.length > 0) lines.push("", "Next:", ...next.map((command) => `  ${command}`));
  return lines.join("\n");
}
