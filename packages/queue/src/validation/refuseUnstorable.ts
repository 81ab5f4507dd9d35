import { InvalidOptionsError, InvalidTaskDataError, type QueueError } from "../domain/errors/errors.ts";

/** The values of a task as its caller passed them. */
interface GivenTask {
  type: string;
  /** Undefined if the caller passed none. */
  data?: unknown;
  options: Readonly<Record<string, unknown>>;
}

/**
 * Returns the error for a string that the database's encoding cannot store, for example an emoji in LATIN1. Returns undefined
 * when none of the tasks has the character that PostgreSQL named.
 * @param message - the message of PostgreSQL, which names the bytes of the character
 * @param isBatch - whether to name the position in `addManyToQueue`
 */
export function refuseUnstorable(
  message: string,
  tasks: readonly GivenTask[],
  isBatch = false,
): QueueError | undefined {
  const character = readCharacter(message);
  if (character === undefined) return undefined;
  for (const [index, { type, data, options }] of tasks.entries()) {
    const path = findString(data, character);
    const problem = `contains ${JSON.stringify(character)} (${codePointOf(character)}), which the encoding of this database cannot store; remove it, or use a database with the encoding UTF8`;
    if (path) return new InvalidTaskDataError(type, [{ path, message: problem }], isBatch ? index : undefined);
    const place = findString(options, character);
    if (place) {
      const name = `${isBatch ? `entries[${index}].` : ""}${place.join(".").replace(/\.(\d+)$/, "[$1]")}`;
      return new InvalidOptionsError(name, `Option "${name}" ${problem}.`);
    }
  }
  return undefined;
}

/** PostgreSQL writes the UTF-8 bytes as `0xf0 0x9f 0x98 0x80`, in every language. */
function readCharacter(message: string): string | undefined {
  const bytes = message.match(/0x[0-9a-f]{2}/g);
  return bytes ? new TextDecoder().decode(Uint8Array.from(bytes, Number)) : undefined;
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Returns the path to the first string, or the first property name, that has the character. */
function findString(value: unknown, character: string): PropertyKey[] | undefined {
  if (typeof value === "string") return value.includes(character) ? [] : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const path = key.includes(character) ? [] : findString(item, character);
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}
