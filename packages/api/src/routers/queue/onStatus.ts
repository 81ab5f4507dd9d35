import { TRPCError, tracked } from "@trpc/server";
import { toTrpcError } from "../../toTrpcError.ts";
import type { AccessProcedure } from "./accessProcedure.ts";
import { streamInput } from "./inputs.ts";

/**
 * Sends the state of the user's tasks, and then each change. It never returns while the client listens: a client that receives the end
 * of a subscription does not connect again.
 */
export const onStatus = (procedure: AccessProcedure) =>
  procedure.input(streamInput).subscription(async function* ({ ctx: { access }, input, signal }) {
    const { live, ownerId, isSessionValid } = access;
    if (!live) {
      const message = "This server sends no live updates. Poll getQueueStatus, or pass `live` to the procedures.";
      throw new TRPCError({ code: "NOT_IMPLEMENTED", message });
    }
    try {
      let sent = 0;
      for await (const change of live.watch({ ownerId }, { ids: input?.ids, signal, isSessionValid })) {
        yield tracked(String(++sent), change);
      }
    } catch (error) {
      throw toTrpcError(error);
    }
  });
