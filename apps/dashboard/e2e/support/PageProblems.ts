import type { BrowserContext, Page } from "playwright-core";

/**
 * Records the problems of pages: console errors and warnings, exceptions, violations of the Content-Security-Policy, failed requests,
 * and requests to another origin.
 */
export class PageProblems {
  readonly #origin: string;
  #found: string[] = [];
  #expected: RegExp[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Watches the pages that a context opens from now on. */
  watch(context: BrowserContext): void {
    context.on("page", (page) => this.#watchPage(page));
  }

  /** Says that a test causes such problems. It holds until `take`. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Returns the problems since the last call, without the expected ones, and expects none from now on. */
  take(): string[] {
    const unexpected = this.#found.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
    this.#found = [];
    this.#expected = [];
    return unexpected;
  }

  #watchPage(page: Page): void {
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== this.#origin)
        this.#found.push(`foreign request: ${url.href}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.#found.push(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.#found.push(`exception: ${error.message}`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // Leaving a page aborts its requests.
      if (reason !== "net::ERR_ABORTED") this.#found.push(`request: ${request.url()} ${reason}`);
    });
  }
}
