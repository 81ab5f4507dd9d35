import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { describeUrl, explainHttpStatus } from "./explainHttpStatus.ts";
import { assertAddressAllowed, explainNoConnection, guardedLookup } from "./guardedLookup.ts";
import type { AddressPolicy } from "./isPublicAddress.ts";
import { limitBytes, tooLargeError } from "./limitBytes.ts";
import { parseSource } from "./parseSource.ts";

const maxRedirects = 3;
const defaultIdleTimeoutMs = 30_000;
const defaultTimeoutMs = 600_000;
const redirectStatuses = [301, 302, 303, 307, 308];

/** How a file is downloaded. */
export interface RemoteFileOptions {
  signal: AbortSignal;
  isAddressAllowed: AddressPolicy;
  maxBytes: number;
  /** Value of the Accept header, for example `image/*`. */
  accept: string;
  /** Milliseconds without data after which the download fails. Default 30,000. */
  idleTimeoutMs?: number;
  /** Milliseconds for the whole download, so that a slow host cannot occupy a worker. Default 600,000. */
  timeoutMs?: number;
}

/** A file that is being downloaded. Destroy the stream to stop. */
export interface RemoteFile {
  stream: Readable;
  /** Size according to the host; null if it does not declare one. */
  bytes: number | null;
}

/**
 * Starts to download a file. It follows up to 3 redirects and connects only to allowed addresses.
 * @throws UnrecoverableError when a retry cannot help, RateLimitError on 429, another error when a retry can help
 */
export async function openRemoteFile(url: URL, options: RemoteFileOptions): Promise<RemoteFile> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new Error(`Downloading ${describeUrl(url)} took longer than ${timeoutMs / 1_000} s.`));
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
  throw new UnrecoverableError(
    `${describeUrl(url)} redirects more than ${maxRedirects} times. Use the final URL of the file.`,
  );
}

function sendRequest(url: URL, options: RemoteFileOptions): Promise<IncomingMessage> {
  const { signal, idleTimeoutMs = defaultIdleTimeoutMs } = options;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = send(url, {
      // A new connection: a shared one may have been opened under another address policy.
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
          `${name} returned ${encoding.slice(0, 50)}-compressed data, which is not supported. Download the file and upload it instead.`,
        )
      : bytes !== null && bytes > options.maxBytes
        ? tooLargeError(name, options.maxBytes)
        : null;
  if (refusal !== null) {
    response.destroy();
    throw refusal;
  }
  const stream = limitBytes(name, options.maxBytes);
  // The reader receives every failure as an error of `stream`.
  pipeline(response, stream, () => undefined);
  return { stream, bytes };
}

function followRedirect(from: URL, location: string | undefined): URL {
  const target = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const source = target === null ? "Has no valid target" : parseSource(target.href);
  if (typeof source === "string" || source.kind !== "remote") {
    throw new UnrecoverableError(
      `${describeUrl(from)} redirects to an unsupported address. Use the final http:// or https:// URL of the file.`,
    );
  }
  return source.url;
}

function explainFailure(url: URL, error: Error): Error {
  if (error instanceof UnrecoverableError) return error;
  const noConnection = explainNoConnection(url.hostname, error);
  if (noConnection) return noConnection;
  const reason = error.message || ("code" in error ? String(error.code) : error.name);
  return new Error(`${url.host} is unreachable: ${reason}`, { cause: error });
}
