import { startSession } from "@/session";

async function signIn(): Promise<void> {
  "use server";
  await startSession();
}

/** Replaces the sign-in of your app. */
export function SignIn() {
  return (
    <form action={signIn} className="rounded-2xl border border-line bg-surface p-8 text-center shadow-card">
      <h1 className="text-2xl font-semibold tracking-tight">Contacts</h1>
      <p className="mt-1 text-muted">Each guest sees only their own contacts and tasks.</p>
      <button
        type="submit"
        className="touch-target mt-6 h-10 rounded-lg bg-accent px-4 text-sm font-medium text-accent-ink transition-colors hover:bg-accent-hover"
      >
        Continue as a guest
      </button>
    </form>
  );
}
