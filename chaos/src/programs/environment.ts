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
  /** The probability with which the process kills itself at a statement about schedules. */
  killRate: number;
}

/** Further settings of the program that creates schedules. */
export interface SchedulerEnvironment {
  /** Number of schedules. */
  schedules: number;
  /** When all of them end, in milliseconds of the database's clock. */
  endsAtMs: number;
  /** Milliseconds to add to the machine's monotonic clock to get the database's. */
  clockOffset: number;
}

const variable = "CHAOS";
const schedulerVariable = "CHAOS_SCHEDULER";

export function writeEnvironment(environment: ProgramEnvironment): Record<string, string> {
  return { [variable]: JSON.stringify(environment) };
}

export function writeSchedulerEnvironment(environment: SchedulerEnvironment): Record<string, string> {
  return { [schedulerVariable]: JSON.stringify(environment) };
}

export function readEnvironment(): ProgramEnvironment {
  return read<ProgramEnvironment>(variable);
}

export function readSchedulerEnvironment(): SchedulerEnvironment {
  return read<SchedulerEnvironment>(schedulerVariable);
}

function read<T>(name: string): T {
  const text = process.env[name];
  if (text === undefined)
    throw new Error(`The variable ${name} is not set: this program is started by chaos/src/main.ts.`);
  return JSON.parse(text) as T;
}
