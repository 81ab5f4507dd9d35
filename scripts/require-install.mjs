// Runs first in `start`, `dev` and `test`, with any version of Node. Stops them when the install that pnpm runs before a script
// has failed, because pnpm only warns, so that nothing runs with missing dependencies or the wrong Node.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const installed = `${root}node_modules/.pnpm/lock.yaml`;

const problem = !existsSync(installed)
  ? "the dependencies are not installed"
  : readFileSync(installed, "utf8") !== readFileSync(`${root}pnpm-lock.yaml`, "utf8")
    ? "the installed dependencies differ from pnpm-lock.yaml"
    : Number(process.versions.node.split(".")[0]) < 24
      ? `these scripts need the Node 24 that the install provides, but this is Node ${process.versions.node}`
      : undefined;

if (problem) {
  console.error(`Cannot continue: ${problem}.\nRun "npx -y pnpm@12 install", see what it reports, then try again.`);
  process.exit(1);
}
