/** The data with which a task of a worker is added. Never undefined, which JSON cannot hold. */
export type InputOf<TWorker> = TWorker extends { readonly "~input"?: infer TInput }
  ? Exclude<TInput, undefined>
  : unknown;
