import type { Page } from "playwright-core";

/**
 * Records the problems of a page: console errors and warnings, exceptions, violations of the Content-Security-Policy, and
 * requests to another origin than `origin`.
 */
export function watchProblems(page: Page, problems: string[], origin: string): void {
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) problems.push(`foreign request: ${url.href}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Leaving a page aborts its requests.
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
}
