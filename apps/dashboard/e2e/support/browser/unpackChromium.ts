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
  /** A fontconfig file that adds the fonts of the package to those of the system. */
  fontsFile: string;
  /** System libraries that a machine without a desktop may lack. */
  librariesDir: string;
}

/**
 * Unpacks the packaged Chromium (Linux on x64) once, into `node_modules/.cache`, completely or not at all. The package
 * itself would use a fixed folder for temporary files, where files of another user or of an interrupted run can block it.
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
