import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const introduction = `The programs in dist contain code of the libraries below. Each has its own licence.\n`;

/**
 * Creates a plugin that writes the licences of all bundled libraries into a file. Most licences require their text in each copy. Builds that
 * share the plugin share the file.
 * @param path - the file, relative to the package
 */
export function createNoticesPlugin(path: string): Plugin {
  const folders = new Set<string>();
  return {
    name: "notices",
    setup: ({ onEnd }) =>
      onEnd(({ metafile }) => {
        for (const input of Object.keys(metafile?.inputs ?? {})) {
          const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
          if (folder !== undefined) folders.add(folder);
        }
        writeFileSync(path, [introduction, ...[...folders].sort().map(readNotice)].join("\n"));
      }),
  };
}

/** Returns the licence of a library. @throws Error when its package contains none */
function readNotice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (file === undefined)
    throw new Error(`The bundled library ${name} contains no licence. Ask its authors for one, or do not bundle it.`);
  return `## ${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

interface Manifest {
  name: string;
  version: string;
  license: string;
}
