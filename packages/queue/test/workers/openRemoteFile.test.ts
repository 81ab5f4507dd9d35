import type { RequestListener } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { RateLimitError, UnrecoverableError } from "../../src/domain/errors/errors.ts";
import { isPublicAddress } from "../../src/workers/sources/isPublicAddress.ts";
import { openRemoteFile, type RemoteFileOptions } from "../../src/workers/sources/openRemoteFile.ts";
import { startHttpServer } from "./startHttpServer.ts";

const allowAll: RemoteFileOptions = {
  signal: new AbortController().signal,
  isAddressAllowed: () => true,
  maxBytes: 1_000,
  accept: "*/*",
};

async function fetchText(url: string, options: Partial<RemoteFileOptions> = {}): Promise<string> {
  const { stream } = await openRemoteFile(new URL(url), { ...allowAll, ...options });
  return (await buffer(stream)).toString();
}

/** Returns the error of a download from a server that responds like this. */
async function failureOf(listener: RequestListener, options: Partial<RemoteFileOptions> = {}): Promise<unknown> {
  await using server = await startHttpServer(listener);
  return await fetchText(`${server.url}/file?token=secret`, options).then(
    () => "no error",
    (error: unknown) => error,
  );
}

test("a file is downloaded with its declared size", async () => {
  await using server = await startHttpServer((_request, response) => {
    response.setHeader("content-length", 5).end("hello");
  });
  const file = await openRemoteFile(new URL(server.url), allowAll);
  expect(file.bytes).toBe(5);
  expect((await buffer(file.stream)).toString()).toBe("hello");
});

test.each([
  "127.0.0.1",
  "localhost",
  "LOCALHOST.",
  "[::1]",
  "[::]",
  "127.1",
  "0x7f.1",
  "0177.0.0.1",
  "2130706433",
  "0.0.0.0",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
])("by default nothing on this machine is fetched, also as %s", async (host) => {
  let requests = 0;
  await using server = await startHttpServer((_request, response) => {
    requests += 1;
    response.end("internal");
  });
  const fetched = fetchText(`http://${host}:${server.port}/`, { isAddressAllowed: isPublicAddress });
  await expect(fetched).rejects.toThrow(UnrecoverableError);
  await expect(fetched).rejects.toThrow("it is unreachable, or not on the public internet");
  expect(requests).toBe(0);
});

test("a redirect to a refused address is not followed", async () => {
  await using inside = await startHttpServer((_request, response) => response.end("internal"));
  const error = await failureOf(
    (_request, response) => response.writeHead(302, { location: `http://127.0.0.2:${inside.port}/` }).end(),
    { isAddressAllowed: (address) => address === "127.0.0.1" },
  );
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain("127.0.0.2");
});

test.each(["127.0.0.2", "[::1]", "0.0.0.0", "2130706434", "[::ffff:127.0.0.2]"])(
  "a redirect to %s is not followed, whatever the notation",
  async (host) => {
    let requests = 0;
    await using inside = await startHttpServer((_request, response) => {
      requests += 1;
      response.end("internal");
    });
    const error = await failureOf(
      (_request, response) => response.writeHead(302, { location: `http://${host}:${inside.port}/` }).end(),
      { isAddressAllowed: (address) => address === "127.0.0.1" },
    );
    expect(error).toBeInstanceOf(UnrecoverableError);
    expect(String(error)).toContain("it is unreachable, or not on the public internet");
    expect(requests).toBe(0);
  },
);

test("a name is resolved once per connection, and the connection uses the checked address", async () => {
  await using server = await startHttpServer((_request, response) => response.end("hello"));
  const checked: string[] = [];
  const isAddressAllowed = (address: string) => checked.push(address) > 0;
  expect(await fetchText(`http://localhost:${server.port}/`, { isAddressAllowed })).toBe("hello");
  expect(checked.filter((address) => address === "127.0.0.1")).toHaveLength(1);
});

test("a name is refused when any of its addresses is refused", async () => {
  await using server = await startHttpServer((_request, response) => response.end("hello"));
  const seen: string[] = [];
  await fetchText(`http://localhost:${server.port}/`, { isAddressAllowed: (address) => seen.push(address) > 0 });
  for (const refused of seen) {
    const fetched = fetchText(`http://localhost:${server.port}/`, {
      isAddressAllowed: (address) => address !== refused,
    });
    await expect(fetched).rejects.toThrow(UnrecoverableError);
  }
});

test("three redirects are followed, relative ones too", async () => {
  await using server = await startHttpServer((request, response) => {
    const step = Number(request.url?.slice(1));
    if (step < 3) response.writeHead(302, { location: `${step + 1}` }).end();
    else response.end("arrived");
  });
  expect(await fetchText(`${server.url}/0`)).toBe("arrived");
});

test("a fourth redirect is refused", async () => {
  const error = await failureOf((_request, response) => response.writeHead(301, { location: "/again" }).end());
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain("redirects more than 3 times");
});

test.each(["file:///etc/passwd", "ftp://example.com/", "http://user:secret@127.0.0.1/", undefined])(
  "a redirect to %s is refused",
  async (location) => {
    const error = await failureOf((_request, response) => response.writeHead(302, location ? { location } : {}).end());
    expect(error).toBeInstanceOf(UnrecoverableError);
    expect(String(error)).toContain("redirects to an unsupported address");
  },
);

test.each([
  [404, "responded with 404 (not found)"],
  [403, "responded with 403 (access denied)"],
  [400, "responded with 400"],
  [204, "responded with 204"],
])("status %i fails permanently", async (status, text) => {
  const error = await failureOf((_request, response) => response.writeHead(status).end());
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain(text);
  expect(String(error)).not.toContain("secret");
});

test.each([500, 502, 503, 408])("status %i is retried", async (status) => {
  const error = await failureOf((_request, response) => response.writeHead(status).end());
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain(`responded with ${status}`);
});

test("status 429 is a rate limit of the host, with its Retry-After", async () => {
  const error = await failureOf((_request, response) => response.writeHead(429, { "retry-after": "120" }).end());
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error).toMatchObject({ retryAfterSeconds: 120, provider: expect.stringContaining("127.0.0.1:") });
});

test("a file with a declared size above the limit is not read", async () => {
  const error = await failureOf((_request, response) => {
    response.setHeader("content-length", 2_000).write("x");
  });
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain("larger than 1 kB");
});

test("a download that exceeds the limit fails", async () => {
  const error = await failureOf((_request, response) => {
    response.write("x".repeat(900));
    response.write("x".repeat(900));
  });
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain("larger than 1 kB");
});

test("a compressed response is refused, even a small one", async () => {
  const error = await failureOf((_request, response) => response.setHeader("content-encoding", "gzip").end("x"));
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toContain("gzip-compressed data");
});

test("a connection that breaks during the download is retried", async () => {
  const error = await failureOf((_request, response) => {
    response.setHeader("content-length", 100).write("x", () => response.destroy());
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(UnrecoverableError);
});

test("a host that sends nothing fails the download after the idle timeout", async () => {
  const error = await failureOf(() => undefined, { idleTimeoutMs: 50 });
  expect(String(error)).toContain("is unreachable: no data for 0.05 s");
});

test("a host that stops sending fails the download after the idle timeout", async () => {
  const error = await failureOf((_request, response) => void response.write("x"), { idleTimeoutMs: 50 });
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(UnrecoverableError);
});

test("a host that sends slowly fails the download after the timeout", async () => {
  const error = await failureOf(
    (_request, response) => {
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
    },
    { idleTimeoutMs: 5_000, timeoutMs: 200 },
  );
  expect(error).not.toBeInstanceOf(UnrecoverableError);
  expect(String(error)).toMatch(/Downloading http:\/\/127\.0\.0\.1:\d+\/file took longer than 0\.2 s/);
  expect(String(error)).not.toContain("secret");
});

test("an unreachable host is retried", async () => {
  const { port } = await (async () => {
    await using server = await startHttpServer(() => undefined);
    return server;
  })();
  const fetched = fetchText(`http://127.0.0.1:${port}/`);
  await expect(fetched).rejects.toThrow("from 127.0.0.1: it is unreachable, or not on the public internet");
  await expect(fetched).rejects.not.toBeInstanceOf(UnrecoverableError);
});

test("an aborted signal stops the download with its reason", async () => {
  const controller = new AbortController();
  const error = await failureOf(() => controller.abort(new Error("cancelled by the user")), {
    signal: controller.signal,
  });
  expect(String(error)).toContain("cancelled by the user");
});
