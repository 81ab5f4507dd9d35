// Unpacks the archives of a folder, named as the first argument, into the temporary folder, where the package insists on
// putting them. A process of its own can have a temporary folder of its own.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";

const [, , folder = ""] = process.argv;
for (const name of await readdir(folder)) await inflate(join(folder, name));
