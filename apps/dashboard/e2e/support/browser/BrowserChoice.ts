/** How to start a Chromium. */
export interface BrowserChoice {
  /** Default: Playwright's own download. */
  executablePath?: string;
  /** Additional environment variables. */
  env?: Record<string, string>;
  /** Additional arguments. */
  args?: readonly string[];
}

/** A Chromium that may be on this machine. */
export interface BrowserCandidate {
  /** Its name in messages. */
  title: string;
  /** Prepares it for starting. */
  prepare(): Promise<BrowserChoice>;
}
