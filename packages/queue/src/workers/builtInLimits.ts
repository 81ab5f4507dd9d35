/** The limits of the built-in workers: what a service has to know of them before it loads their code. */
export const builtInLimits = {
  // Each conversion uses hundreds of megabytes and all cores.
  IMAGE_PROCESS: { timeoutMs: 180_000, concurrency: 2 },
  // As many as there are connections to the mail server.
  EMAIL_SEND: { timeoutMs: 90_000, concurrency: 5 },
  // Large files take long: leave slots for tasks of other types.
  CONTACT_IMPORT: { timeoutMs: 3_600_000, concurrency: 4 },
} as const;

export type BuiltInType = keyof typeof builtInLimits;
