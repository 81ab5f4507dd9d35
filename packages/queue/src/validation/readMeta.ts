import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { toStorableJson } from "../domain/json/json.ts";

/** Maximum size of `meta` as JSON, in bytes: 8 KiB. Each claim reads it, and each event has it. */
const maxMetaBytes = 8_192;

/**
 * Returns the JSON of a task's `meta`.
 * @param name - the name of the option, for errors
 * @throws InvalidOptionsError when it is no object, or when JSON cannot hold all of it
 */
export function readMeta(meta: unknown, name: string): string {
  const storable = toStorableJson(meta);
  if ("issues" in storable) {
    const [issue] = storable.issues;
    const where = issue?.path.length ? `${issue.path.map(String).join(".")}: ` : "";
    throw new InvalidOptionsError(name, `Option "${name}" cannot be stored: ${where}${issue?.message}.`);
  }
  if (!storable.json.startsWith("{"))
    throw new InvalidOptionsError(name, meta, 'a JSON object such as { tenant: "acme" }');
  const bytes = Buffer.byteLength(storable.json);
  if (bytes > maxMetaBytes)
    throw new InvalidOptionsError(
      name,
      `Option "${name}" is ${bytes} bytes of JSON, more than ${maxMetaBytes}. Put large values into the data of the task.`,
    );
  return storable.json;
}
