import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../src/embedded/index.ts";

/** A folder that only we can enter, as root's home is. */
let privateDir: string;
let dataDir: string;
/** A folder for temporary files that all can use, as the system's is. */
let temporaryDir: string;

beforeEach(async () => {
  privateDir = await mkdtemp(join(tmpdir(), "private-"));
  dataDir = join(privateDir, "deep", "data");
  temporaryDir = await mkdtemp(join(tmpdir(), "temporary-"));
  await chmod(temporaryDir, 0o1777);
});
afterEach(async () => {
  for (const folder of [privateDir, temporaryDir]) await rm(folder, { recursive: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const readServerPid = async (): Promise<number> =>
  Number((await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A program of its own that keeps a server; resolves when the server takes connections. */
async function spawnProgram(...args: string[]): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("./startServer.ts", import.meta.url));
  const program = spawn(process.execPath, ["--conditions=source", script, ...args], {
    env: { ...process.env, TMPDIR: temporaryDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!program.stdout) throw new Error("no stdout");
  await once(program.stdout, "data");
  return program;
}

test("what was committed is there after a restart, under the same password", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, "CREATE TABLE things AS SELECT 42 AS n");
  await first.stop();
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await query(second.url, "SELECT n FROM things")).toEqual([{ n: 42 }]);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  await second.stop();
});

test("stop ends the server's process", async () => {
  const server = await startEmbeddedPostgres({ dataDir });
  const pid = await readServerPid();
  expect(isAlive(pid)).toBe(true);
  await server.stop();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5_000);
});

describe("a temporary server", () => {
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ settings: { max_connections: "33" } });
  });
  afterAll(() => server.stop());

  test("listens on 127.0.0.1 only", async () => {
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    expect(await query(server.url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  });

  test("lets nobody in without the password", async () => {
    const url = new URL(server.url);
    url.password = "postgres";
    await expect(query(url.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
  });

  test("has the settings that were given", async () => {
    expect(await query(server.url, "SHOW max_connections")).toEqual([{ max_connections: "33" }]);
  });
});

test("no server survives a program that was killed, and the next start finds all that was committed", async () => {
  const program = await spawnProgram(dataDir);
  const pid = await readServerPid();
  program.kill("SIGKILL");
  const server = await startEmbeddedPostgres({ dataDir });
  expect(isAlive(pid)).toBe(false);
  await server.stop();
});

test("a temporary server leaves nothing behind when its program is killed", async () => {
  const program = await spawnProgram();
  expect(await readdir(temporaryDir)).toHaveLength(1);
  program.kill("SIGKILL");
  await vi.waitFor(async () => expect(await readdir(temporaryDir)).toEqual([]), 10_000);
});

test("a start right after the server was killed waits until its lock is free", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, "CREATE TABLE things AS SELECT 42 AS n");
  process.kill(await readServerPid(), "SIGKILL");
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await query(second.url, "SELECT n FROM things")).toEqual([{ n: 42 }]);
  await second.stop();
  await first.stop();
});

test("a second start on the folder of a running server is refused, and the first one goes on", async () => {
  const server = await startEmbeddedPostgres({ dataDir });
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `The data folder ${dataDir} is in use by a running PostgreSQL (process ${await readServerPid()})`,
  );
  expect(await query(server.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  await server.stop();
});

test("a folder that holds other files is refused and left as it was", async () => {
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, "letter.txt"), "content");
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/is not empty, but it is not a data folder/);
  expect(await readFile(join(dataDir, "letter.txt"), "utf8")).toBe("content");
});

test("the data of another major version is refused by its number", async () => {
  await (await startEmbeddedPostgres({ dataDir })).stop();
  await writeFile(join(dataDir, "PG_VERSION"), "15\n");
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/made by PostgreSQL 15.*Use version 15/);
});

test("an invalid setting is reported with PostgreSQL's message, and leaves no temporary folder", async () => {
  vi.stubEnv("TMPDIR", temporaryDir);
  await expect(startEmbeddedPostgres({ settings: { shared_buffers: "lots" } })).rejects.toThrow(/shared_buffers/);
  vi.unstubAllEnvs();
  expect(await readdir(temporaryDir)).toEqual([]);
});
