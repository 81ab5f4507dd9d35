import type { BrokenVariant } from "../engine/breakEngine.ts";

/** The settings of a program, passed in its environment. */
export interface ProgramEnvironment {
  /** Goes through the proxy. */
  databaseUrl: string;
  ledger: string;
  seed: number;
  leaseMs: number;
  heartbeatMs: number;
  sweepMs: number;
  /** Whether the queue has its own connections, or all statements go through the Prisma client. */
  hasOwnConnections: boolean;
  broken: BrokenVariant | null;
}

const variable = "CHAOS";

export function writeEnvironment(environment: ProgramEnvironment): Record<string, string> {
  return { [variable]: JSON.stringify(environment) };
}

export function readEnvironment(): ProgramEnvironment {
  const text = process.env[variable];
  if (text === undefined)
    throw new Error(`The variable ${variable} is not set: this program is started by chaos/src/main.ts.`);
  return JSON.parse(text) as ProgramEnvironment;
}
