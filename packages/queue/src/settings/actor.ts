import { hostname } from "node:os";
import { checkKey, refuseUnknown } from "../validation/checkValues.ts";

/** Who changes a setting, and why. Both are kept in the audit log for 400 days. */
export interface ActorOptions {
  /** Who does it, 1 to 512 characters, for example a user's id. Default: `process:<host>/<pid>`. */
  actor?: string | undefined;
  /** Why, 1 to 512 characters. Default: none. */
  reason?: string | undefined;
}

/** {@link ActorOptions} with the default filled in. */
export interface Actor {
  actor: string;
  reason: string | null;
}

/** @param others - the names of the call's other options @throws InvalidOptionsError */
export function resolveActor(options: ActorOptions, others: readonly string[] = []): Actor {
  refuseUnknown(options, ["actor", "reason", ...others]);
  if (options.actor !== undefined) checkKey("actor", options.actor);
  if (options.reason !== undefined) checkKey("reason", options.reason);
  return {
    actor: options.actor ?? `process:${hostname().slice(0, 64)}/${process.pid}`,
    reason: options.reason ?? null,
  };
}
