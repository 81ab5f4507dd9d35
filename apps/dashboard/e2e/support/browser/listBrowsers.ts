import type { BrowserCandidate } from "./BrowserChoice.ts";
import { findInstalledBrowser } from "./findInstalledBrowser.ts";
import { unpackChromium } from "./unpackChromium.ts";

/**
 * Returns the browsers to try, in this order: an installed one, the packaged one (Linux on x64), Playwright's download.
 *
 * @param wish the value of TEST_BROWSER: `installed`, `packaged`, `playwright` or a path, for only that one; default all
 */
export function listBrowsers(wish: string | undefined): BrowserCandidate[] {
  switch (wish) {
    case undefined:
    case "":
      return [...listInstalled(), ...listPackaged(), ...listDownloaded()];
    case "installed":
      return listInstalled();
    case "packaged":
      return listPackaged();
    case "playwright":
      return listDownloaded();
    default:
      return [toCandidate(wish)];
  }
}

function toCandidate(executablePath: string): BrowserCandidate {
  return { title: executablePath, prepare: async () => ({ executablePath }) };
}

function listInstalled(): BrowserCandidate[] {
  const executablePath = findInstalledBrowser();
  return executablePath === undefined ? [] : [toCandidate(executablePath)];
}

function listPackaged(): BrowserCandidate[] {
  if (process.platform !== "linux" || process.arch !== "x64") return [];
  const title = "the packaged Chromium (@sparticuz/chromium)";
  return [
    {
      title,
      async prepare() {
        const { executablePath, fontsFile } = await unpackChromium();
        return { executablePath, env: { FONTCONFIG_FILE: fontsFile } };
      },
    },
    {
      title: `${title} with the libraries of its package`,
      async prepare() {
        const { executablePath, fontsFile, librariesDir } = await unpackChromium();
        return { executablePath, env: { FONTCONFIG_FILE: fontsFile, LD_LIBRARY_PATH: librariesDir } };
      },
    },
  ];
}

function listDownloaded(): BrowserCandidate[] {
  return [{ title: "Playwright's download", prepare: async () => ({}) }];
}
