/** The command cannot do what was asked. Its message says why and what to do; the program prints it and exits with 1. */
export class CliError extends Error {}
