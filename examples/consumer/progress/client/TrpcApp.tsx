"use client";

import { QueueMonitorProvider } from "@package/react";
import { trpcStatusSource } from "@package/react/trpc";
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import type { AppRouter } from "../server/router.ts";
import { AddImport } from "./AddImport.tsx";
import { TaskToasts } from "./TaskToasts.tsx";

const url = "/api/trpc";
const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({ url }),
      false: httpLink({ url }),
    }),
  ],
});
const source = trpcStatusSource(api.queue);

const add = () => api.addImport.mutate({ fileName: "contacts.csv", rows: 40 });
const retryTask = (id: string) => api.queue.retryTask.mutate({ id });

/** The part of the page that shows tasks of the signed-in user. */
export function TrpcApp({ userId }: { userId: string }) {
  return (
    <QueueMonitorProvider userId={userId} {...source} onSessionLost={() => window.location.reload()}>
      <AddImport add={add} />
      <TaskToasts userId={userId} retryTask={retryTask} />
    </QueueMonitorProvider>
  );
}
