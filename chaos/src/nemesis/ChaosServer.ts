import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@package/db/embedded";

/** Committed data survives a crash of the server, not of the machine. Only the server is crashed here. */
const settings = { fsync: "off", full_page_writes: "off", max_connections: "200" };

/** A PostgreSQL server that can be stopped in every way and restarted with its data. */
export class ChaosServer {
  readonly #folder: string;
  #running: EmbeddedPostgres;

  private constructor(folder: string, running: EmbeddedPostgres) {
    this.#folder = folder;
    this.#running = running;
  }

  static async start(): Promise<ChaosServer> {
    const folder = await mkdtemp(join(tmpdir(), "queue-chaos-"));
    return new ChaosServer(folder, await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings }));
  }

  /** The URL of the database; its port changes with each restart. */
  get url(): string {
    return this.#running.url;
  }

  /** `fast` ends all sessions and shuts down cleanly; `immediate` is a crash, from which the next start recovers. */
  async restart(how: "fast" | "immediate", downMs: number): Promise<void> {
    if (how === "immediate") await this.#crash();
    await this.#running.stop();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    this.#running = await startEmbeddedPostgres({ dataDir: join(this.#folder, "data"), settings });
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #crash(): Promise<void> {
    const pid = Number((await readFile(join(this.#folder, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
    process.kill(pid, "SIGQUIT");
  }
}
