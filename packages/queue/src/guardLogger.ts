import type { Logger } from "./options.ts";

/** The same logger, except that it never throws: the log of a task must not be what the task fails by. */
export function guardLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, fields) => {
      try {
        logger[level](message, fields);
      } catch {
        // Nobody is left to tell.
      }
    };
  return { info: guard("info"), warn: guard("warn"), error: guard("error") };
}
