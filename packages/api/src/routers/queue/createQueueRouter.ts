import type { AnyTRPCRootTypes, TRPCBuiltRouter, TRPCRouterBuilder } from "@trpc/server";
import { type AccessOptions, accessProcedure } from "./accessProcedure.ts";
import { type QueueProcedures, queueProcedures } from "./queueProcedures.ts";

export interface QueueRouterOptions<TRoot extends AnyTRPCRootTypes, TContext, TMeta, TOverrides, TErrorShape>
  extends AccessOptions<TContext, TMeta, TOverrides, TErrorShape> {
  /** `t.router` of your tRPC instance. */
  router: TRPCRouterBuilder<TRoot>;
}

/** Returns a router of your own tRPC instance with the procedures of this package, for your session and your context. */
export function createQueueRouter<TRoot extends AnyTRPCRootTypes, TContext, TMeta, TOverrides, TErrorShape>(
  options: QueueRouterOptions<TRoot, TContext, TMeta, TOverrides, TErrorShape>,
): TRPCBuiltRouter<TRoot, QueueProcedures> {
  return options.router(queueProcedures(accessProcedure(options)));
}
