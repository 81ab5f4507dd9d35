import { setTimeout as sleep } from "node:timers/promises";
import { type Program, startProgram } from "@package/faults";
import { type ProgramEnvironment, writeEnvironment } from "../programs/environment.ts";
import type { Random } from "../random.ts";
import type { Timeline } from "./Timeline.ts";

export type Role = "runner" | "adder" | "operator" | "scheduler";

interface Place {
  role: Role;
  program: Program | undefined;
  /** Environment variables of this role. */
  env: Readonly<Record<string, string>>;
}

/** Milliseconds by which the clock of a process may be wrong. */
const skews = [0, 0, 3_600_000, -3_600_000];
/** Milliseconds that a program may take to end after SIGTERM. */
const endLimitMs = 30_000;

export interface FleetOptions {
  random: Random;
  timeline: Timeline;
  /** The environment of all programs. The ledger's name, the seed and the kind of connection are added. */
  environment: Omit<ProgramEnvironment, "ledger" | "seed" | "hasOwnConnections">;
  folder: string;
  hasSkew: boolean;
}

/** The processes under test. One that ends is replaced, as by a process manager. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #places: Place[] = [];
  readonly #watches: Promise<void>[] = [];
  #count = 0;
  #isStopping = false;
  /** Programs that did not end after SIGTERM. */
  readonly stubborn: string[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Starts programs and keeps them running. */
  add(role: Role, count: number, env: Place["env"] = {}): void {
    for (let n = 0; n < count; n++) {
      const place: Place = { role, program: undefined, env };
      this.#places.push(place);
      this.#watches.push(this.#keep(place));
    }
  }

  /** A running program of this role, or undefined. */
  pick(role: Role, random: Random): Program | undefined {
    const running = this.#places.flatMap(({ role: its, program }) =>
      its === role && program && !program.hasEnded ? [program] : [],
    );
    return running.length > 0 ? random.pick(running) : undefined;
  }

  /** Waits until every program has printed that it runs. */
  async ready(): Promise<void> {
    for (const place of this.#places) {
      while (!place.program) await sleep(10);
      await place.program.waitForLine(/^running$/);
    }
  }

  /** Sends SIGTERM to all programs of a role and waits until they have ended. */
  async stop(role: Role): Promise<void> {
    this.#isStopping = this.#isStopping || role === "runner";
    const leaving = this.#places.filter((place) => place.role === role);
    for (const place of leaving) this.#places.splice(this.#places.indexOf(place), 1);
    await Promise.all(leaving.map(({ program }) => this.#end(program)));
  }

  async kill(): Promise<void> {
    this.#isStopping = true;
    const programs = this.#places.splice(0).flatMap(({ program }) => program ?? []);
    for (const program of programs) program.signal("SIGKILL");
    await Promise.all(programs.map(({ ended }) => ended));
  }

  async #end(program: Program | undefined): Promise<void> {
    if (!program || program.hasEnded) return;
    program.signal("SIGCONT");
    program.signal("SIGTERM");
    const timer = setTimeout(() => {
      this.stubborn.push(`process ${program.pid} did not end within ${endLimitMs / 1_000} s of SIGTERM`);
      program.signal("SIGKILL");
    }, endLimitMs);
    await program.ended;
    clearTimeout(timer);
  }

  async #keep(place: Place): Promise<void> {
    const { timeline } = this.#options;
    while (!this.#isStopping && this.#places.includes(place)) {
      const program = this.#start(place);
      place.program = program;
      const { code, signal } = await program.ended;
      if (this.#isStopping || !this.#places.includes(place)) return;
      // Workers of CRASHING and POISON end their process with 7 and 8; the nemesis notes its own kills.
      if (code === 7 || code === 8) timeline.note("crash", { pid: program.pid });
      else if (code !== 0 && signal === null)
        timeline.note("unexpectedExit", {
          pid: program.pid,
          detail: `${place.role} ended with ${code}: ${program.lines
            .filter((line) => !/undefined,$|^running$/.test(line))
            .slice(-30)
            .join(" | ")}`,
        });
      await sleep(300);
    }
  }

  #start({ role, env }: Place): Program {
    const { environment, folder, hasSkew } = this.#options;
    this.#count++;
    const random = this.#options.random.fork(`${role} ${this.#count}`);
    const clockSkewMs = hasSkew ? random.pick(skews) : 0;
    if (clockSkewMs !== 0) this.#options.timeline.note("skew", { detail: `${role} by ${clockSkewMs / 1_000} s` });
    return startProgram(new URL(`../programs/${role}.ts`, import.meta.url), {
      clockSkewMs,
      env: {
        ...env,
        ...writeEnvironment({
          ...environment,
          ledger: `${folder}/${role}-${this.#count}.ledger`,
          seed: random.between(1, 1_000_000_000),
          hasOwnConnections: random.chance(0.6),
        }),
      },
    });
  }
}
