import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { describeUrl, explainHttpStatus } from "./explainHttpStatus.ts";
import { assertAddressAllowed, guardedLookup } from "./guardedLookup.ts";
import type { AddressPolicy } from "./isPublicAddress.ts";
import { limitBytes, tooLargeError } from "./limitBytes.ts";
import { parseSource } from "./parseSource.ts";

const maxRedirects = 3;
const defaultIdleTimeoutMs = 30_000;
const defaultTimeoutMs = 600_000;
const redirectStatuses = [301, 302, 303, 307, 308];

/** How a file is fetched. */
export interface RemoteFileOptions {
  signal: AbortSignal;
  isAddressAllowed: AddressPolicy;
  maxBytes: number;
  /** Value of the Accept header, for example `image/*`. */
  accept: string;
  /** Milliseconds without a byte until it is given up. Default 30,000. */
  idleTimeoutMs?: number;
  /** Milliseconds until the whole file must be here: a host that drips would hold a worker. Default 600,000. */
  timeoutMs?: number;
}

/** A file that is being fetched. Destroy the stream to hang up. */
export interface RemoteFile {
  stream: Readable;
  /** Size as the host declares it; null if it does not. */
  bytes: number | null;
}

/**
 * Starts to fetch a file from the web, from allowed addresses only, at each of up to 3 redirects.
 * @throws UnrecoverableError when trying again cannot help, RateLimitError on 429, another error when it can
 */
export async function openRemoteFile(url: URL, options: RemoteFileOptions): Promise<RemoteFile> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new Error(`${describeUrl(url)} does not arrive within ${timeoutMs / 1_000} s.`));
  }, timeoutMs);
  try {
    const signal = AbortSignal.any([options.signal, deadline.signal]);
    const file = await openRedirected(url, { ...options, signal });
    deadline.signal.addEventListener("abort", () => file.stream.destroy(deadline.signal.reason));
    file.stream.once("close", () => clearTimeout(timer));
    return file;
  } catch (error) {
    clearTimeout(timer);
    throw error;
  }
}

async function openRedirected(url: URL, options: RemoteFileOptions): Promise<RemoteFile> {
  let current = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    assertAddressAllowed(current, options.isAddressAllowed);
    const response = await sendRequest(current, options);
    const status = response.statusCode ?? 0;
    if (status === 200) return receiveFile(current, response, options);
    response.destroy();
    if (!redirectStatuses.includes(status)) {
      throw explainHttpStatus(current, status, response.headers["retry-after"]);
    }
    current = followRedirect(current, response.headers.location);
  }
  throw new UnrecoverableError(`${describeUrl(url)} redirects more than ${maxRedirects} times.`);
}

function sendRequest(url: URL, options: RemoteFileOptions): Promise<IncomingMessage> {
  const { signal, idleTimeoutMs = defaultIdleTimeoutMs } = options;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = send(url, {
      // A connection of its own: a shared one might have been made under another policy.
      agent: false,
      lookup: guardedLookup(options.isAddressAllowed),
      headers: { accept: options.accept, "accept-encoding": "identity", "user-agent": "nextjet-queue" },
      timeout: idleTimeoutMs,
      signal,
    });
    request.on("timeout", () => request.destroy(new Error(`no data for ${idleTimeoutMs / 1_000} s`)));
    request.on("error", (error) => reject(signal.aborted ? signal.reason : explainFailure(url, error)));
    request.on("response", resolve);
    request.end();
  });
}

function receiveFile(url: URL, response: IncomingMessage, options: RemoteFileOptions): RemoteFile {
  const name = describeUrl(url);
  const encoding = response.headers["content-encoding"] ?? "identity";
  const bytes = /^\d+$/.test(response.headers["content-length"] ?? "")
    ? Number(response.headers["content-length"])
    : null;
  const refusal =
    encoding !== "identity"
      ? new UnrecoverableError(
          `${name} comes compressed with ${encoding.slice(0, 50)}, although it was asked for as it is.`,
        )
      : bytes !== null && bytes > options.maxBytes
        ? tooLargeError(name, options.maxBytes)
        : null;
  if (refusal !== null) {
    response.destroy();
    throw refusal;
  }
  const stream = limitBytes(name, options.maxBytes);
  // The reader sees every failure as the error of `stream`.
  pipeline(response, stream, () => undefined);
  return { stream, bytes };
}

function followRedirect(from: URL, location: string | undefined): URL {
  const target = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const source = target === null ? "Has no address to go to" : parseSource(target.href);
  if (typeof source === "string" || source.kind !== "remote") {
    throw new UnrecoverableError(`${describeUrl(from)} redirects to something that is not fetched.`);
  }
  return source.url;
}

function explainFailure(url: URL, error: Error): Error {
  if (error instanceof UnrecoverableError) return error;
  const reason = error.message || ("code" in error ? String(error.code) : error.name);
  return new Error(`${url.host} cannot be reached: ${reason}`, { cause: error });
}
