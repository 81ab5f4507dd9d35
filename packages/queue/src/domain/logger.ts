/** Receives errors and warnings of background work, which no call can throw. Default: they go to `console`. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Writes warnings and errors to `console`. */
export const consoleLogger: Logger = {
  info: () => {},
  warn: (message, fields) => console.warn(`[queue] ${message}`, ...(fields ? [fields] : [])),
  error: (message, fields) => console.error(`[queue] ${message}`, ...(fields ? [fields] : [])),
};

/** Returns a logger that never throws: a failing log must not fail a task. */
export function guardLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, fields) => {
      try {
        logger[level](message, fields);
      } catch {
        // There is no other place to report it.
      }
    };
  return { info: guard("info"), warn: guard("warn"), error: guard("error") };
}
