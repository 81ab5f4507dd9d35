/** No browser starts, or the running one has died. The test run ends at once with this error. */
export class BrowserProblem extends Error {
  override readonly name = "BrowserProblem";
}

export const browserAdvice =
  "Install Chromium or Chrome (Debian, Ubuntu: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask google-chrome), " +
  "or let Playwright fetch one: npx -y pnpm@12 --filter @app/dashboard exec playwright-core install --with-deps chromium-headless-shell. " +
  "TEST_BROWSER chooses one: installed, packaged, playwright, or the path of a browser.";
