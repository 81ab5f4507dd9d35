import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseProxy, ProxyMode } from "@package/faults";
import type { Random } from "../random.ts";
import type { LedgerNote } from "../record/Ledger.ts";
import { applicationFaults } from "./applicationFaults.ts";
import type { ChaosServer } from "./ChaosServer.ts";
import type { Control } from "./Control.ts";
import type { Fleet, Role } from "./Fleet.ts";
import { scheduleFaults } from "./scheduleFaults.ts";
import type { Timeline } from "./Timeline.ts";

export interface FaultParts {
  random: Random;
  timeline: Timeline;
  fleet: Fleet;
  proxy: DatabaseProxy;
  server: ChaosServer;
  control: Control;
  leaseMs: number;
  /** Writes the adds of the nemesis into its ledger. */
  write: (note: LedgerNote) => void;
}

/** Breaks something and repairs it. */
export type InjectFault = (parts: FaultParts) => Promise<void>;

/** Faults that strike one process. */
export const processFaults = {
  kill9: async ({ fleet, random, timeline }) => {
    const program = fleet.pick(drawRole(random), random);
    if (!program) return;
    timeline.note("kill9", { pid: program.pid });
    program.signal("SIGKILL");
    await program.ended;
  },
  pause: async ({ fleet, random, timeline, leaseMs }) => {
    const program = fleet.pick(drawRole(random), random);
    if (!program) return;
    const end = timeline.begin("pause", { pid: program.pid });
    program.signal("SIGSTOP");
    await sleep(leaseMs * (0.3 + 1.5 * random.next()));
    program.signal("SIGCONT");
    end();
  },
  stop: async ({ fleet, random, timeline }) => {
    const program = fleet.pick("runner", random);
    if (!program) return;
    timeline.note("stop", { pid: program.pid });
    program.signal("SIGTERM");
    if (random.chance(0.5)) program.signal("SIGTERM");
    await Promise.race([program.ended, sleep(5_000)]);
  },
} as const satisfies Record<string, InjectFault>;

/** Faults that strike the database or the network. */
export const databaseFaults = {
  terminate: async ({ control, random, timeline }) => {
    timeline.note("terminate");
    await control.terminate(0.2 + 0.8 * random.next());
  },
  refuse: (parts) => disturbNetwork(parts, "refuse", 2_500),
  rst: (parts) => disturbNetwork(parts, "rst", 1_000),
  blackhole: (parts) => disturbNetwork(parts, "blackhole", 4_000),
  dropReplies: (parts) => disturbNetwork(parts, "dropReplies", 800),
  delay: (parts) => disturbNetwork(parts, "delay", 3_000),
  restartFast: (parts) => restart(parts, "fast"),
  restartImmediate: (parts) => restart(parts, "immediate"),
  readOnly: async ({ control, random, timeline }) => {
    const end = timeline.begin("readOnly");
    await control.setReadOnly(true);
    await sleep(500 + 2_000 * random.next());
    await control.setReadOnly(false);
    end();
  },
} as const satisfies Record<string, InjectFault>;

export const faultNames = [
  ...Object.keys(processFaults),
  ...Object.keys(databaseFaults),
  ...Object.keys(applicationFaults),
  ...Object.keys(scheduleFaults),
  "statementKills",
  "skew",
  "operator",
] as const;

function drawRole(random: Random): Role {
  return random.chance(0.8) ? "runner" : random.pick(["adder", "scheduler"]);
}

async function disturbNetwork({ proxy, random, timeline }: FaultParts, mode: ProxyMode, maxMs: number): Promise<void> {
  const end = timeline.begin(mode);
  proxy.setMode(mode);
  await sleep(maxMs * (0.2 + 0.8 * random.next()));
  proxy.setMode("pass");
  // These connections stay half-open for a while: the programs are not told that the other end has closed.
  if (random.chance(0.5)) await sleep(3_000 * random.next());
  proxy.cut("swallowed");
  end();
}

async function restart(
  { server, proxy, control, random, timeline }: FaultParts,
  how: "fast" | "immediate",
): Promise<void> {
  const end = timeline.begin(how === "fast" ? "restartFast" : "restartImmediate");
  await control.close();
  await server.restart(how, 1_500 * random.next());
  proxy.setTarget(server.url);
  await control.connect();
  end();
}
