/** The server process ended before it took connections. */
export class ServerStartError extends Error {
  override readonly name = "ServerStartError";
  /** What the server wrote, at most the last 8,000 characters. */
  readonly log: string;

  constructor(log: string) {
    super(`PostgreSQL did not start. It wrote:\n${log.trim() || "(nothing)"}`);
    this.log = log;
  }

  /** Another server holds the data folder, or did a moment ago. */
  get isFolderInUse(): boolean {
    return /lock file ".*" already exists|pre-existing shared memory block/.test(this.log);
  }

  /** Somebody took the port between our probe and the server's start. */
  get isPortTaken(): boolean {
    return this.log.includes("Address already in use");
  }
}
