// Unpacks the archives of the folder in the first argument into the folder for temporary files, the only target that the
// package supports. It is a separate process, so that this folder can be chosen.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";

const [, , folder = ""] = process.argv;
for (const name of await readdir(folder)) await inflate(join(folder, name));
