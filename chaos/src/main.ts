import { formatReport } from "./formatReport.ts";
import { parseArguments, usage } from "./parseArguments.ts";
import { runChaos } from "./runChaos.ts";

/** Runs chaos for each seed. Returns whether every invariant held. */
async function main(args: readonly string[]): Promise<boolean> {
  const { seeds, minutes, ...options } = parseArguments(args);
  let hasHeld = true;
  for (const seed of seeds) {
    const report = await runChaos({ ...options, seed, durationMs: minutes * 60_000, log: (line) => console.log(line) });
    console.log(formatReport(report));
    hasHeld &&= report.violations.length + report.complaints.length === 0;
  }
  return hasHeld;
}

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(usage);
else
  main(args).then(
    (hasHeld) => process.exit(hasHeld ? 0 : 1),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      console.error(usage);
      process.exit(2);
    },
  );
