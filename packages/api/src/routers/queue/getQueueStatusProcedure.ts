import { getQueueStatus } from "../../getQueueStatus.ts";
import type { QueueStatusView } from "../../wire.ts";
import type { AccessProcedure } from "./accessProcedure.ts";
import { statusInput } from "./inputs.ts";

export const getQueueStatusProcedure = (procedure: AccessProcedure) =>
  procedure
    .input(statusInput)
    .query(
      ({ ctx: { access }, input }): Promise<QueueStatusView> =>
        getQueueStatus(access.db, access, { ...input, live: access.live }),
    );
