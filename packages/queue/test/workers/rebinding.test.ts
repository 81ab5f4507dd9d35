import type { LookupAddress, LookupAllOptions } from "node:dns";
import { buffer } from "node:stream/consumers";
import { beforeEach, expect, test, vi } from "vitest";
import { UnrecoverableError } from "../../src/domain/errors/errors.ts";
import { openRemoteFile } from "../../src/workers/sources/openRemoteFile.ts";
import { startHttpServer } from "./startHttpServer.ts";

type Answer = LookupAddress[] | NodeJS.ErrnoException;
type Callback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** What the resolver of an attacker returns, one answer after the other. */
const answers = vi.hoisted(() => ({ left: [] as Answer[], lookups: 0 }));
vi.mock("node:dns", async (importOriginal) => ({
  ...(await importOriginal<object>()),
  lookup: (_host: string, _options: LookupAllOptions, callback: Callback) => {
    answers.lookups += 1;
    const answer = answers.left.shift();
    if (answer instanceof Error || answer === undefined) callback(answer ?? new Error("no more answers"), []);
    else callback(null, answer);
  },
}));

beforeEach(() => {
  answers.left = [];
  answers.lookups = 0;
});

// Stands for the public internet: the test's servers listen there.
const publicHost = [{ address: "127.0.0.1", family: 4 }];
const privateHost = [{ address: "127.0.0.2", family: 4 }];
const isAddressAllowed = (address: string) => address === "127.0.0.1";
const dnsError = (code: string) => Object.assign(new Error(`getaddrinfo ${code} intranet.example`), { code });

async function fetchText(url: string): Promise<string> {
  const signal = new AbortController().signal;
  const { stream } = await openRemoteFile(new URL(url), { signal, isAddressAllowed, maxBytes: 1_000, accept: "*/*" });
  return (await buffer(stream)).toString();
}

const failureOf = (url: string) =>
  fetchText(url).then(
    (text) => `no error: ${text}`,
    (error: unknown) => error as Error,
  );

test("the connection uses the address that was checked: a name that changes to a private one is not asked again", async () => {
  await using server = await startHttpServer((_request, response) => response.end("public"));
  answers.left = [publicHost, privateHost];
  expect(await fetchText(`http://rebinding.example:${server.port}/`)).toBe("public");
  expect(answers.lookups).toBe(1);
});

test("a name is checked again after a redirect to itself, when it has become a private one", async () => {
  let requests = 0;
  await using server = await startHttpServer((_request, response) => {
    requests += 1;
    response.writeHead(302, { location: "/again" }).end();
  });
  answers.left = [publicHost, privateHost];
  const error = await failureOf(`http://rebinding.example:${server.port}/`);
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(answers.lookups).toBe(2);
  expect(requests).toBe(1);
});

test.each([
  ["IPv4", privateHost],
  ["IPv6", [{ address: "::1", family: 6 }]],
  ["mapped IPv6", [{ address: "::ffff:127.0.0.2", family: 6 }]],
  ["the unspecified address", [{ address: "0.0.0.0", family: 4 }]],
  ["a public and a private address", [...publicHost, ...privateHost]],
])("a name of %s is refused", async (_what, addresses) => {
  answers.left = [addresses];
  expect(await failureOf("http://intranet.example/")).toBeInstanceOf(UnrecoverableError);
});

test("a name that does not exist, a private one and one without addresses cannot be told apart", async () => {
  answers.left = [dnsError("ENOTFOUND"), privateHost, []];
  const errors = [1, 2, 3].map(() => failureOf("http://intranet.example/"));
  const told = (await Promise.all(errors)).map((error) =>
    error instanceof Error ? { ...error, name: error.name, message: error.message, cause: error.cause } : error,
  );
  expect(told[1]).toEqual(told[0]);
  expect(told[2]).toEqual(told[0]);
  expect(told[0]).toMatchObject({ name: "UnrecoverableError", cause: undefined });
});

test("a resolver that is down, and a host that refuses connections, get the same sentence, and are retried", async () => {
  const { port } = await (async () => {
    await using server = await startHttpServer(() => undefined);
    return server;
  })();
  answers.left = [dnsError("ENOTFOUND"), dnsError("EAI_AGAIN"), publicHost];
  const [missing, down, refusing] = [
    await failureOf("http://intranet.example/"),
    await failureOf("http://intranet.example/"),
    await failureOf(`http://intranet.example:${port}/`),
  ] as [Error, Error, Error];
  for (const error of [down, refusing]) {
    expect(error.message).toBe(missing.message);
    expect(error.cause).toBeUndefined();
    expect(error).not.toBeInstanceOf(UnrecoverableError);
  }
});
