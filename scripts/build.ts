// Runs first in `start`, `dev` and `test`: builds what has changed, and says so, because turbo is silent until it has ended.
//   node scripts/build.ts build      everything
//   node scripts/build.ts generate   only the generated sources, which is all that runs from the sources need
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runStep } from "./runStep.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const [, , task = "build"] = process.argv;

process.exitCode = await runStep({
  title: task === "build" ? "Building" : "Generating",
  hint: "half a minute the first time, then only what has changed",
  command: join(root, "node_modules/.bin/turbo"),
  args: ["run", task, "--output-logs=errors-only"],
  cwd: root,
});
