/** Behaves like a browser: it keeps cookies and sends an Origin header. */
export class TestClient {
  readonly url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  async send(path: string, init: RequestInit & { duplex?: "half" } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("origin") && init.method && init.method !== "GET") headers.set("origin", this.url);
    if (this.cookies.size > 0) headers.set("cookie", [...this.cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(`${this.url}${path}`, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string];
      if (/max-age=0/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  signIn(email: string, password: string): Promise<Response> {
    return this.post("/api/auth/sign-in/email", { email, password });
  }

  upload(
    name: string,
    body: NonNullable<RequestInit["body"]>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.send("/api/uploads", {
      method: "POST",
      body,
      duplex: "half",
      headers: { "x-file-name": encodeURIComponent(name), ...headers },
    });
  }

  query(procedure: string, input?: unknown): Promise<Response> {
    const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return this.send(`/api/trpc/${procedure}${search}`);
  }
}
