import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./watcherProgram.ts", import.meta.url));

/** A process that watches as browsers do: it holds streams open and polls every 10 seconds. */
export class WatcherProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when each stream has received its first message. */
  static async start(url: string, cookies: readonly string[], streamsPerUser: number): Promise<WatcherProcess> {
    const child = fork(program, [url, String(streamsPerUser), ...cookies], { execArgv: ["--conditions=source"] });
    const [message] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`The watchers ended with ${code}.`))),
    ]);
    if (message !== "open") throw new Error(String(message));
    return new WatcherProcess(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Closes the streams. Returns what they received, in words. */
  async stop(): Promise<string> {
    const reported = once(this.#child, "message");
    this.#child.send("stop");
    const [report] = await reported;
    await once(this.#child, "exit");
    return String(report);
  }
}
