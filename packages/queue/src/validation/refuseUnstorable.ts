import { InvalidOptionsError, InvalidTaskDataError, type QueueError } from "../domain/errors/errors.ts";

/** What was given of a task, as a caller names it. */
interface GivenTask {
  type: string;
  /** Undefined where none was given. */
  data?: unknown;
  options: Readonly<Record<string, unknown>>;
}

/**
 * The refusal of a text that the database's encoding cannot hold, an emoji in LATIN1, say; undefined when none of the tasks
 * has the character that PostgreSQL named.
 * @param message - what PostgreSQL said: it names the bytes of the character
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
    const path = findText(data, character);
    const problem = `contains ${JSON.stringify(character)} (${codePointOf(character)}), which the encoding of this database cannot store; leave it out, or use a database whose encoding is UTF8`;
    if (path) return new InvalidTaskDataError(type, [{ path, message: problem }], isBatch ? index : undefined);
    const place = findText(options, character);
    if (place) {
      const name = `${isBatch ? `entries[${index}].` : ""}${place.join(".").replace(/\.(\d+)$/, "[$1]")}`;
      return new InvalidOptionsError(
        name,
        character,
        `a text whose characters the encoding of this database can store`,
      );
    }
  }
  return undefined;
}

/** PostgreSQL writes the bytes of UTF-8 as `0xf0 0x9f 0x98 0x80`, in every language. */
function readCharacter(message: string): string | undefined {
  const bytes = message.match(/0x[0-9a-f]{2}/g);
  return bytes ? new TextDecoder().decode(Uint8Array.from(bytes, Number)) : undefined;
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The path to the first text, or to the first name of a property, that has the character. */
function findText(value: unknown, character: string): PropertyKey[] | undefined {
  if (typeof value === "string") return value.includes(character) ? [] : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const path = key.includes(character) ? [] : findText(item, character);
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}
