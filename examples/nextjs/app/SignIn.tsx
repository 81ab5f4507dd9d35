import { startSession } from "@/session";

async function signIn(): Promise<void> {
  "use server";
  await startSession();
}

/** Replaces the sign-in of your app. */
export function SignIn() {
  return (
    <>
      <h1>Contacts</h1>
      <p className="quiet">Each guest sees only their own contacts and tasks.</p>
      <form action={signIn} className="card">
        <button type="submit">Continue as a guest</button>
      </form>
    </>
  );
}
