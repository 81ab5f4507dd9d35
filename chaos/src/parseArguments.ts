import { parseArgs } from "node:util";
import { type BrokenVariant, brokenVariants } from "./engine/breakEngine.ts";
import { faultNames } from "./nemesis/faults.ts";

export interface ChaosArguments {
  seeds: number[];
  minutes: number;
  runners: number;
  adders: number;
  schedules: number;
  faults: string[];
  broken: BrokenVariant | null;
}

export const usage = `Usage: pnpm chaos [options]
  --seed N[,N…]    decides all random choices, to repeat a run; default: a random one
  --minutes M      minutes of faults per seed; default 2
  --runners N      processes that run tasks; default 3
  --adders N       processes that add tasks; default 2
  --schedules N    schedules, each with a slot every few seconds; default 12
  --faults A,B,…   default: all of ${faultNames.join(", ")}; or none
  --broken NAME    breaks the engine, to test that the checker finds it: ${Object.keys(brokenVariants).join(", ")}`;

/** Reads the command line. Throws an error that says what was given and what is possible. */
export function parseArguments(args: readonly string[]): ChaosArguments {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== "--"),
    options: {
      seed: { type: "string" },
      minutes: { type: "string", default: "2" },
      runners: { type: "string", default: "3" },
      adders: { type: "string", default: "2" },
      schedules: { type: "string", default: "12" },
      faults: { type: "string" },
      broken: { type: "string" },
    },
  });
  return {
    seeds:
      values.seed === undefined
        ? [Math.floor(Math.random() * 1_000_000)]
        : values.seed.split(",").map((seed) => number("--seed", seed, 0, 4_294_967_295)),
    minutes: number("--minutes", values.minutes, 0.05, 24 * 60),
    runners: Math.round(number("--runners", values.runners, 1, 50)),
    adders: Math.round(number("--adders", values.adders, 1, 50)),
    schedules: Math.round(number("--schedules", values.schedules, 0, 1_000)),
    faults: parseFaults(values.faults),
    broken: parseBroken(values.broken),
  };
}

function number(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max) return value;
  throw new Error(`${option} is "${text}"; expected a number from ${min} to ${max}.`);
}

function parseFaults(text: string | undefined): string[] {
  if (text === undefined) return [...faultNames];
  if (text === "none") return [];
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !(faultNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`--faults has "${unknown}"; expected some of ${faultNames.join(", ")}, or none.`);
  return names;
}

function parseBroken(name: string | undefined): BrokenVariant | null {
  if (name === undefined) return null;
  if (Object.hasOwn(brokenVariants, name)) return name as BrokenVariant;
  throw new Error(`--broken is "${name}"; expected one of ${Object.keys(brokenVariants).join(", ")}.`);
}
