import { DatabaseSetupError } from "../DatabaseSetupError.ts";

/** The server process ended before it accepted connections. */
export class ServerStartError extends DatabaseSetupError {
  override readonly name = "ServerStartError";
  /** Output of the server, at most the last 8,000 characters. */
  readonly log: string;

  constructor(log: string) {
    super(`PostgreSQL did not start. Its output:\n${log.trim() || "(none)"}`);
    this.log = log;
  }

  /** Whether another server uses the data folder, or did a moment ago. */
  get isFolderInUse(): boolean {
    return /lock file ".*" already exists|pre-existing shared memory block/.test(this.log);
  }

  /** Whether another process took the port between the probe and the start of the server. */
  get isPortTaken(): boolean {
    return this.log.includes("Address already in use");
  }
}
