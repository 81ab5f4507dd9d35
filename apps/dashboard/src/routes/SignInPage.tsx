import { Button, Card, explainError, Logo, PageTitle, TextField } from "@package/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { SampleLogins } from "../session/SampleLogins.tsx";
import { announceSession } from "../session/sessionNews.ts";
import { signIn } from "../session/signIn.ts";
import { readSession, sessionQueryKey, useSession } from "../session/useSession.ts";

/** Sign-in with email and password; in development also with sample users. */
export function SignInPage() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const { next } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: (login: { email: string; password: string }) => signIn(login.email, login.password),
    onSuccess: async () => {
      const user = await queryClient.fetchQuery({ queryKey: sessionQueryKey, queryFn: readSession, staleTime: 0 });
      if (user) announceSession({ userId: user.id });
    },
  });
  const isCookieLost = enter.isSuccess && session.state === "signedOut";

  // Also when another tab has signed in.
  const isSignedIn = session.state === "signedIn";
  useEffect(() => {
    if (!isSignedIn) return;
    const isFile = next?.startsWith("/api/") ?? false;
    void navigate({ to: isFile ? "/" : (next ?? "/"), replace: true });
    // The server has it, not the router.
    if (next && isFile) window.location.assign(next);
  }, [isSignedIn, next, navigate]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!enter.isPending) enter.mutate({ email, password });
  }

  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center text-center">
          <Logo className="mb-4 size-12" />
          <PageTitle title="Sign in" className="text-2xl font-semibold tracking-tight">
            Sign in to Queue
          </PageTitle>
          <p className="mt-1 text-muted">Your background tasks in one place.</p>
        </div>
        <Card className="p-6">
          <form onSubmit={submit} className="space-y-4">
            <TextField
              label="Email"
              type="email"
              autoComplete="username"
              required
              className="!h-10"
              value={email}
              onChange={setEmail}
            />
            <TextField
              label="Password"
              type="password"
              autoComplete="current-password"
              required
              className="!h-10"
              value={password}
              onChange={setPassword}
            />
            {enter.error && (
              <p role="alert" className="text-sm text-failed">
                {explainError(enter.error).message}
              </p>
            )}
            {isCookieLost && (
              <p role="alert" className="text-sm text-failed">
                Your browser did not keep the session. Allow cookies for this site, then sign in again.
              </p>
            )}
            <Button type="submit" tone="primary" isBusy={enter.isPending} className="!h-10 w-full">
              Sign in
            </Button>
          </form>
          <SampleLogins isBusy={enter.isPending} onChoose={(login) => enter.mutate(login)} />
        </Card>
      </div>
    </main>
  );
}
