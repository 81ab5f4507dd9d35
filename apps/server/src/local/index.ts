/** What `start` and `dev` share: running the product on one machine. */
export { AlreadyRunningError, acquireInstanceLock } from "./acquireInstanceLock.ts";
export { exitWithProblem } from "./exitWithProblem.ts";
export { type LocalSurroundings, runLocally } from "./runLocally.ts";
