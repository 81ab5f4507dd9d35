/** An account with a session. */
export interface Account {
  userId: string;
  /** The session's cookie, as a request sends it. */
  cookie: string;
}

let lastAddress = 0;

/** Creates an account at the demo server. */
export async function signUp(url: string, email: string): Promise<Account> {
  lastAddress += 1;
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, "x-forwarded-for": `10.0.0.${lastAddress}` },
    body: JSON.stringify({ name: email, email, password: "correct horse battery" }),
  });
  if (!response.ok) throw new Error(`Creating an account failed with ${response.status}: ${await response.text()}`);
  const { user } = (await response.json()) as { user: { id: string } };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { userId: user.id, cookie };
}
