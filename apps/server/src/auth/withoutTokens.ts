/**
 * Returns a response of the sign-in library without session tokens in its JSON. The cookie alone carries the session: it is HttpOnly,
 * so a script cannot read the token there, and it must not get it from a body either.
 */
export async function withoutTokens(response: Response): Promise<Response> {
  if (!response.headers.get("content-type")?.includes("application/json")) return response;
  const text = await response.text();
  const body = JSON.stringify(JSON.parse(text === "" ? "null" : text), (key, value: unknown) =>
    /token$/i.test(key) ? undefined : value,
  );
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(text === "" ? null : body, { status: response.status, headers });
}
