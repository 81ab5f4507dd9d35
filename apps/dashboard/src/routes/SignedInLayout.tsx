import { QueueMonitorProvider } from "@package/react";
import type { ToastActions } from "@package/react/toasts";
import { trpcStatusSource } from "@package/react/trpc";
import { ErrorCard } from "@package/ui";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { tellSignedOut } from "../api/signedOut.ts";
import { useApi } from "../api/trpc.ts";
import { AppShell } from "../components/shell/AppShell.tsx";
import { isOtherUser, usePageUser } from "../session/pageUser.ts";
import { type SessionUser, SessionUserContext, sessionQueryKey, useSession } from "../session/useSession.ts";
import { describeTask } from "../tasks/describeTask.ts";
import { useTaskActions } from "../tasks/useTaskActions.ts";

// Loaded after the page: no toast is needed to show it.
const QueueToasts = lazy(async () => ({ default: (await import("@package/react/toasts")).QueueToasts }));

/** Requires a session: pages below it have a signed-in user, whose tasks are polled and shown as toasts. */
export function SignedInLayout() {
  const queryClient = useQueryClient();
  const session = useSession();
  switch (session.state) {
    case "loading":
      return <main aria-busy="true" className="min-h-dvh" />;
    case "failed":
      return (
        <main className="mx-auto max-w-xl px-4 py-24">
          <ErrorCard title="The dashboard could not be loaded" error={session.error} onRetry={session.retry} />
        </main>
      );
    case "signedOut":
      return <ToSignIn />;
    case "signedIn":
      if (isOtherUser(queryClient, session.user.id)) return <LoadAgain />;
      return <UserArea key={session.user.id} user={session.user} />;
  }
}

/** Loads the page again for another user: nothing of the first one stays in memory. */
function LoadAgain() {
  useEffect(() => window.location.reload(), []);
  return null;
}

/** Redirects to the sign-in, and from there back to the requested page. The data that the page showed is dropped. */
function ToSignIn() {
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  useEffect(() => {
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQueryKey[0] });
    const { href } = router.state.location;
    void navigate({ to: "/sign-in", search: href === "/" ? {} : { next: href }, replace: true });
  }, [router, navigate, queryClient]);
  return null;
}

function UserArea({ user }: { user: SessionUser }) {
  const client = useApi();
  usePageUser(user.id);
  const source = useMemo(() => trpcStatusSource(client.queue), [client]);
  return (
    <SessionUserContext value={user}>
      <QueueMonitorProvider userId={user.id} {...source} onSessionLost={tellSignedOut}>
        <AppShell user={user}>
          <Outlet />
        </AppShell>
        <Toasts user={user} />
      </QueueMonitorProvider>
    </SessionUserContext>
  );
}

function Toasts({ user }: { user: SessionUser }) {
  const router = useRouter();
  const navigate = useNavigate();
  const { retry } = useTaskActions();
  const { mutateAsync: retryTask } = retry;
  const actions = useMemo<ToastActions>(
    () => ({
      hrefOf: (taskId) => router.buildLocation({ to: "/tasks/$taskId", params: { taskId } }).href,
      viewTask: (taskId) => void navigate({ to: "/tasks/$taskId", params: { taskId } }),
      listHref: router.buildLocation({ to: "/" }).href,
      viewList: () => void navigate({ to: "/" }),
      retryTask: (id) => retryTask({ id }),
    }),
    [router, navigate, retryTask],
  );
  return (
    <Suspense>
      <QueueToasts userId={user.id} actions={actions} describeTask={describeTask} maxToasts={1} overflow="pill" />
    </Suspense>
  );
}
