import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Logo } from "../components/shell/Logo.tsx";
import { PageTitle } from "../components/shell/PageTitle.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { TextField } from "../components/ui/FormField.tsx";
import { SampleLogins } from "../session/SampleLogins.tsx";
import { signIn } from "../session/signIn.ts";
import { readSession, sessionQueryKey } from "../session/useSession.ts";

/** Sign-in with email and password; in development also with sample users. */
export function SignInPage() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: (login: { email: string; password: string }) => signIn(login.email, login.password),
    onSuccess: async () => {
      // Cached data of a previous user must not be shown to this one.
      queryClient.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
      await queryClient.fetchQuery({ queryKey: sessionQueryKey, queryFn: readSession });
      await navigate({ to: next ?? "/", replace: true });
    },
  });

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
                {enter.error instanceof TypeError
                  ? "Cannot reach the server. Check your connection and try again."
                  : enter.error.message}
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
