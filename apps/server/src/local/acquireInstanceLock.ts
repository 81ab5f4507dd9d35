import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readProcess } from "./readProcess.ts";
import { withFileMutex } from "./withFileMutex.ts";

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

/**
 * Makes sure that one server uses a data folder. A lock whose process is gone, killed for instance, is taken over, by one of
 * those that start at once. Throws AlreadyRunningError.
 */
export async function acquireInstanceLock(path: string): Promise<InstanceLock> {
  const own: LockContent = {
    pid: process.pid,
    processStart: (await readProcess(process.pid))?.start ?? null,
    url: null,
  };
  const write = async (content: LockContent) => {
    const next = `${path}.${process.pid}`;
    await writeFile(next, JSON.stringify(content));
    await rename(next, path);
  };
  await mkdir(dirname(path), { recursive: true });
  // To look at a lock and to replace it are two steps, which nobody else may come between.
  await withFileMutex(`${path}.mutex`, async () => {
    const holder = await readLock(path);
    if (holder && (await isRunning(holder))) throw new AlreadyRunningError(holder.pid, holder.url);
    await write(own);
  });
  return { publish: (url) => write({ ...own, url }), release: () => rm(path, { force: true }) };
}

/** Null when there is none, or when it says nothing. */
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
