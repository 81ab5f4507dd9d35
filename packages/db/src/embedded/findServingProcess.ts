import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

/** Returns the process that currently serves a data folder: its lock file names it and its port accepts connections. Else undefined. */
export async function findServingProcess(dataDir: string): Promise<number | undefined> {
  const lockFile = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port, , , , status] = lockFile.split("\n");
  if (!status?.startsWith("ready") || !(await acceptsConnections(Number(port)))) return undefined;
  return Number(pid);
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
