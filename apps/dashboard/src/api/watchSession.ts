import type { AppRouter } from "@app/server/api";
import { statusOf } from "@package/react";
import type { TRPCLink } from "@trpc/client";
import { tap } from "@trpc/server/observable";
import { tellSignedOut } from "./signedOut.ts";

/** Reports each 401 of a procedure, whichever component asked. A 403 is no sign-out: the session exists, and lacks a right. */
export const watchSession: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    next(op).pipe(
      tap({
        error: (error) => {
          if (statusOf(error) === 401) tellSignedOut();
        },
      }),
    );
