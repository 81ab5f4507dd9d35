/** How to start a Chromium. */
export interface BrowserChoice {
  /** Undefined: where Playwright puts its own download. */
  executablePath?: string;
  /** Environment variables that it needs on top. */
  env?: Record<string, string>;
}

/** A Chromium that may be on this machine. */
export interface BrowserCandidate {
  /** What to call it in a message. */
  title: string;
  /** Makes it ready to be started. */
  prepare(): Promise<BrowserChoice>;
}
