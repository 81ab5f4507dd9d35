import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import type { ServerAccount } from "./chooseServerAccount.ts";
import type { PostgresVersion } from "./postgresVersions.ts";
import { type ReachableFolder, reachFolder } from "./reachFolders.ts";

export interface CreateDataDirOptions {
  dataDir: string;
  /** The `initdb` program. */
  program: string;
  version: PostgresVersion;
  account: ServerAccount | undefined;
  /** Whether the data must survive a power failure. */
  isDurable: boolean;
}

/** The file in a data folder that holds the password of the account `postgres`. Only the folder's owner can read it. */
export const PASSWORD_FILE = "superuser.password";

/** Creates an empty data folder. When it fails or is killed on the way, there is no folder instead of half of one. */
export async function createDataDir(options: CreateDataDirOptions): Promise<void> {
  const { dataDir, account } = options;
  const workshop = `${dataDir}.creating-${randomBytes(4).toString("hex")}`;
  const building = join(workshop, "data");
  const passwordFile = join(workshop, PASSWORD_FILE);
  await mkdir(dirname(dataDir), { recursive: true });
  try {
    for (const path of [workshop, building]) await mkdir(path, { mode: 0o700 });
    await writeFile(passwordFile, randomBytes(18).toString("base64url"), { mode: 0o600 });
    if (account) {
      for (const path of [workshop, building, passwordFile]) await chown(path, account.uid, account.gid);
    }
    const reachable = reachFolder(workshop, account);
    try {
      await runInitdb(options, reachable);
    } finally {
      reachable.close();
    }
    await rename(passwordFile, join(building, PASSWORD_FILE));
    await rename(building, dataDir);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

function runInitdb(options: CreateDataDirOptions, workshop: ReachableFolder): Promise<void> {
  const args = ["-D", join(workshop.path, "data"), `--pwfile=${join(workshop.path, PASSWORD_FILE)}`];
  args.push("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions");
  // Upper and lower case of all letters, in an order that no update of the operating system changes.
  if (options.version >= 17) args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  if (!options.isDurable) args.push("--no-sync");
  return new Promise((resolve, reject) => {
    const child = spawn(options.program, args, {
      ...options.account,
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe", workshop.inheritedFd ?? "ignore"],
    });
    let log = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new DatabaseSetupError(`Cannot create the data folder ${options.dataDir}: initdb failed with\n${log.trim()}`),
        );
    });
  });
}
