/** Where the service reports what nobody else hears of. Default: warnings and errors go to `console`. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Warnings and errors go to `console`. */
export const consoleLogger: Logger = {
  info: () => {},
  warn: (message, fields) => console.warn(`[queue] ${message}`, ...(fields ? [fields] : [])),
  error: (message, fields) => console.error(`[queue] ${message}`, ...(fields ? [fields] : [])),
};

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
