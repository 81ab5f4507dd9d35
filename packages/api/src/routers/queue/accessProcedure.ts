import type { TRPCProcedureBuilder, TRPCUnsetMarker as Unset } from "@trpc/server";
import { toTrpcError } from "../../toTrpcError.ts";
import type { QueueAccess } from "./QueueAccess.ts";

export interface AccessOptions<TContext, TMeta, TOverrides, TErrorShape> {
  /** Your procedure for signed-in users, without an input. It must refuse all other requests. */
  procedure: TRPCProcedureBuilder<TContext, TMeta, TOverrides, Unset, Unset, Unset, Unset, false, TErrorShape>;
  /** Returns what the procedures need, from the context of your procedure. */
  access: (ctx: Omit<TContext, keyof TOverrides> & TOverrides) => QueueAccess | Promise<QueueAccess>;
}

/** A procedure whose context has an access. */
export type AccessProcedure = TRPCProcedureBuilder<
  object,
  object,
  { access: QueueAccess },
  Unset,
  Unset,
  Unset,
  Unset,
  false
>;

/** Adds an access to the context of a procedure, and gives errors of the queue their tRPC codes. */
export function accessProcedure<TContext, TMeta, TOverrides, TErrorShape>(
  options: AccessOptions<TContext, TMeta, TOverrides, TErrorShape>,
): AccessProcedure {
  // What follows reads only the access, so it works with a procedure of any instance of tRPC.
  const { procedure, access } = options as unknown as {
    procedure: AccessProcedure;
    access: (ctx: object) => QueueAccess | Promise<QueueAccess>;
  };
  return procedure.use(async ({ ctx, next }) => {
    const result = await next({ ctx: { access: await access(ctx) } });
    if (!result.ok) throw toTrpcError(result.error);
    return result;
  });
}
