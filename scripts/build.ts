// Runs first in `start`, `dev` and `test`: builds what has changed, with progress, because turbo prints nothing until it ends.
//   node scripts/build.ts build      everything
//   node scripts/build.ts generate   only the generated sources, enough for programs that run from the sources
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runStep } from "./runStep.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const [, , task = "build"] = process.argv;

process.exitCode = await runStep({
  title: task === "build" ? "Building" : "Generating code",
  hint: "half a minute the first time, later only what has changed",
  command: join(root, "node_modules/.bin/turbo"),
  // The test of the Next.js example builds it, so that `start` does not wait for it.
  args: ["run", task, "--filter=!@tool/nextjs", "--output-logs=errors-only"],
  cwd: root,
});
