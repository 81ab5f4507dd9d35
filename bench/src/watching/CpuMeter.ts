import { readFileSync } from "node:fs";
import { queryOnce } from "../servers/queryOnce.ts";

/** `getconf CLK_TCK` of Linux. */
const ticksPerSecond = 100;

/**
 * Measures how many CPU seconds each part takes: the given processes, and the connections of PostgreSQL by their application name. Unlike
 * the time of day, they hardly depend on what else the machine does.
 */
export class CpuMeter {
  readonly #url: string;
  readonly #before = new Map<number, number>();
  readonly #processes: Readonly<Record<string, number>>;

  private constructor(url: string, processes: Readonly<Record<string, number>>) {
    this.#url = url;
    this.#processes = processes;
  }

  static async start(url: string, processes: Readonly<Record<string, number>>): Promise<CpuMeter> {
    const meter = new CpuMeter(url, processes);
    for (const { pid } of await meter.#listParts()) meter.#before.set(pid, readCpuSeconds(pid));
    return meter;
  }

  /** Returns the CPU seconds since the start by part, the largest first, in words. */
  async stop(): Promise<string> {
    const parts = new Map<string, number>();
    for (const { name, pid } of await this.#listParts())
      parts.set(name, (parts.get(name) ?? 0) + readCpuSeconds(pid) - (this.#before.get(pid) ?? 0));
    const sorted = [...parts].filter(([, seconds]) => seconds >= 0.01).sort(([, a], [, b]) => b - a);
    return sorted.map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join(", ");
  }

  async #listParts(): Promise<{ name: string; pid: number }[]> {
    const connections = await queryOnce<{ name: string; pid: number }>(
      this.#url,
      `SELECT 'PostgreSQL ' || coalesce(nullif(application_name, ''), backend_type) AS name, pid
       FROM pg_stat_activity WHERE pid <> pg_backend_pid()`,
    );
    return [...Object.entries(this.#processes).map(([name, pid]) => ({ name, pid })), ...connections];
  }
}

/** Returns the CPU seconds of a process; 0 if it has ended. */
function readCpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}
