import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readProcess } from "./readProcess.ts";

/** The mark of a running server in its data folder. */
export interface InstanceLock {
  /** Writes down where the server is reached, for whoever starts another one. */
  publish(url: string): Promise<void>;
  release(): Promise<void>;
}

interface LockContent {
  pid: number;
  /** When the process started, so that another process with the same number is not taken for it. */
  processStart: string | null;
  url: string | null;
}

/** Another server uses the data folder. */
export class AlreadyRunningError extends Error {
  override readonly name = "AlreadyRunningError";
  readonly pid: number;
  readonly url: string | null;
  constructor(pid: number, url: string | null) {
    super(
      `A server of this checkout is already running: process ${pid}${url ? `, ${url}` : ", which is still starting"}.\n` +
        `Use that one, or stop it first: Ctrl-C in its terminal, or "kill ${pid}".`,
    );
    this.pid = pid;
    this.url = url;
  }
}

/** Makes sure that one server uses a data folder. A lock whose process is gone, killed for instance, is taken over. Throws AlreadyRunningError. */
export async function acquireInstanceLock(path: string): Promise<InstanceLock> {
  const own: LockContent = {
    pid: process.pid,
    processStart: (await readProcess(process.pid))?.start ?? null,
    url: null,
  };
  await mkdir(dirname(path), { recursive: true });
  while (!(await tryToCreate(path, own))) {
    const holder = await readLock(path);
    if (holder && (await isRunning(holder))) throw new AlreadyRunningError(holder.pid, holder.url);
    await rm(path, { force: true });
  }
  return {
    async publish(url) {
      const next = `${path}.${process.pid}`;
      await writeFile(next, JSON.stringify({ ...own, url }));
      await rename(next, path);
    },
    release: () => rm(path, { force: true }),
  };
}

async function tryToCreate(path: string, content: LockContent): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(content), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when the file is gone, or says nothing because its writer died while writing it. */
async function readLock(path: string): Promise<LockContent | null> {
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof content === "object" && content !== null && "pid" in content ? (content as LockContent) : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isRunning(holder: LockContent): Promise<boolean> {
  const found = await readProcess(holder.pid);
  return found !== null && found.start === holder.processStart;
}
