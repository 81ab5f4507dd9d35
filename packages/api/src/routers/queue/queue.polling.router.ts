import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";
import { accessProcedure } from "./accessProcedure.ts";
import { getOverview } from "./getOverview.ts";
import { queueProcedures } from "./queueProcedures.ts";

const ownTasksProcedure = accessProcedure({
  procedure: protectedProcedure,
  access: (ctx) => ({ ...ctx, ownerId: ctx.scope.ownerId }),
});

/** Reads, follows and changes the session user's tasks; for operators, also queue-wide counts. */
export const queueRouter = createTRPCRouter({ ...queueProcedures(ownTasksProcedure), getOverview });
