import { UnrecoverableError } from "../domain/errors/errors.ts";

/**
 * Loads a library that only some workers need. They load it with their first task. Bundlers leave this import alone, because the
 * library may not be installed; Node.js resolves it when the program runs.
 * @throws UnrecoverableError when the library is not installed, or does not run on this machine
 */
export async function importOptional<T>(library: string, type: string): Promise<T> {
  try {
    return (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ library)) as T;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UnrecoverableError(`Install ${library} to run ${type}: npm install ${library} (${reason})`, {
      cause: error,
    });
  }
}
