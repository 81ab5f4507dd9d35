import { afterAll, beforeAll, expect, test } from "vitest";
import { type SampleLogin, seedSampleUsers } from "../src/auth/seedSampleUsers.ts";
import { createTestServer } from "./createTestServer.ts";
import { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
beforeAll(async () => {
  server = await createTestServer({ isSignUpAllowed: true });
});
afterAll(() => server.close());

test("a sample user signs in, is known to the API, and signs out", async () => {
  const ana = await server.signIn("Ana");
  const me = (await (await ana.query("session.me")).json()) as { result: { data: unknown } };
  expect(me.result.data).toMatchObject({ name: "Ana", email: "ana@example.com", role: "user" });
  const cookies = new Map(ana.cookies);
  expect((await ana.post("/api/auth/sign-out", {})).status).toBe(200);
  expect((await ana.query("session.me")).status).toBe(401);
  for (const [name, value] of cookies) ana.cookies.set(name, value);
  expect((await ana.query("session.me")).status).toBe(401);
});

test("the session cookie cannot be read by scripts nor sent along by other sites", async () => {
  const [login] = (await server.seed()) as [SampleLogin];
  const response = await new TestClient(server.url).signIn(login.email, login.password);
  const [cookie] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^queue-\d+\.session_token=/);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
});

test("no response hands a session token to a script", async () => {
  const client = new TestClient(server.url);
  const account = { name: "Tim", email: "tim@example.com", password: "long enough to do" };
  const responses = [
    await client.post("/api/auth/sign-up/email", account),
    await client.signIn(account.email, account.password),
    await client.send("/api/auth/get-session"),
    await client.send("/api/auth/list-sessions"),
  ];
  const { id } = await server.db.user.findUniqueOrThrow({ where: { email: account.email } });
  const sessions = await server.db.session.findMany({ where: { userId: id } });
  expect(sessions.length).toBeGreaterThan(0);
  for (const response of responses) {
    const text = await response.text();
    expect(response.status).toBe(200);
    for (const { token } of sessions) expect(text).not.toContain(token);
  }
  const known = (await (await client.send("/api/auth/get-session")).json()) as { user: { email: string } };
  expect(known.user.email).toBe(account.email);
});

test.each([
  ["a wrong password", "ana@example.com"],
  ["an unknown address", "nobody@example.com"],
])("%s is answered with the same 401", async (_what, email) => {
  const response = await new TestClient(server.url).signIn(email, "wrong password");
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "INVALID_EMAIL_OR_PASSWORD" });
});

test("a modified cookie is no session", async () => {
  const ana = await server.signIn("Ana");
  for (const [name, value] of ana.cookies)
    ana.cookies.set(
      name,
      value.replace(/^./, (first) => (first === "A" ? "B" : "A")),
    );
  expect((await ana.query("session.me")).status).toBe(401);
});

test("a session in use is extended, and its cookie too", async () => {
  const ana = await server.signIn("Ana");
  const inAnHour = new Date(Date.now() + 3_600_000);
  const { id } = await server.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
  await server.db.session.updateMany({ where: { userId: id }, data: { expiresAt: inAnHour } });
  const response = await ana.query("session.me");
  expect(response.headers.getSetCookie().join()).toMatch(/session_token=[^;]+; Max-Age=604800/);
  const sessions = await server.db.session.findMany({ where: { userId: id }, orderBy: { expiresAt: "desc" } });
  expect(sessions[0]?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
});

test("a new account has the role user, even if the request names another one", async () => {
  const client = new TestClient(server.url);
  const account = { name: "Eve", email: "eve@example.com", password: "long enough to do" };
  await client.post("/api/auth/sign-up/email", { ...account, role: "operator" });
  await client.signIn(account.email, account.password);
  await client.post("/api/auth/update-user", { role: "operator" });
  const row = await server.db.user.findUnique({ where: { email: account.email } });
  expect(row?.role ?? "user").toBe("user");
});

test("sample users are created once, and a changed password is reset to the printed one", async () => {
  const account = await server.db.account.findFirstOrThrow({ where: { user: { email: "ben@example.com" } } });
  const password = await (await server.auth.$context).password.hash("another one");
  await server.db.account.update({ where: { id: account.id }, data: { password } });
  await seedSampleUsers(server.auth, server.secret);
  expect(await server.db.user.count({ where: { email: "ben@example.com" } })).toBe(1);
  expect((await (await server.signIn("Ben")).query("session.me")).status).toBe(200);
});

test("no account can be created when sign-up is not allowed", async () => {
  const closed = await createTestServer({ isSignUpAllowed: false });
  const account = { name: "Eve", email: "eve@example.com", password: "long enough to do" };
  const response = await closed.anonymous.post("/api/auth/sign-up/email", account);
  expect(response.status).toBe(400);
  expect(await closed.db.user.count({ where: { email: account.email } })).toBe(0);
  await closed.close();
});
