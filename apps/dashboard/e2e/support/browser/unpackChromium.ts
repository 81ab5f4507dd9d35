import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const packageDir = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
const cacheDir = fileURLToPath(new URL("../../../node_modules/.cache/chromium", import.meta.url));
const unpackProgram = fileURLToPath(new URL("./unpackProgram.ts", import.meta.url));

export interface UnpackedChromium {
  version: string;
  executablePath: string;
  /** A configuration for fontconfig with the fonts that come along, beside those of the system. */
  fontsFile: string;
  /** The few libraries of the system that a machine without a desktop may lack. */
  librariesDir: string;
}

/**
 * Unpacks the Chromium that comes as a package (Linux on x64), once: into `node_modules/.cache`, whole or not at all. Its
 * own way is a fixed place in the temporary folder, where what another user or an interrupted run left is in the way.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as { version: string };
  const folder = join(cacheDir, version);
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    version,
    executablePath: join(folder, "chromium"),
    fontsFile: join(folder, "fonts.conf"),
    librariesDir: join(folder, "al2023", "lib"),
  };
}

async function unpackInto(folder: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const workshop = await mkdtemp(join(cacheDir, "unpacking-"));
  try {
    const archives = join(packageDir, "bin");
    await promisify(execFile)(process.execPath, [unpackProgram, archives], {
      env: { ...process.env, TMPDIR: workshop },
    });
    await writeFile(join(workshop, "fonts.conf"), describeFonts(folder));
    await rename(workshop, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another run was faster
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

function describeFonts(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}
