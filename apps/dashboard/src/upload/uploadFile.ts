import { ConnectionError } from "@package/ui";
import { apiUrl } from "../api/apiUrl.ts";
import { tellSignedOut } from "../api/signedOut.ts";
import { showName } from "./showName.ts";

/** A file that the server has stored. */
export interface UploadedFile {
  /** `upload:<key>`, to name it in a task. */
  url: string;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Called with the share that is uploaded, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Uploads a file. Rejects with an error whose message is for the user, or with an AbortError. */
export function uploadFile(file: File, { signal, onProgress }: UploadOptions = {}): Promise<UploadedFile> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<UploadedFile>();
  // fetch() reports no upload progress.
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
  request.onload = () => {
    const response = parseResponse(request.responseText);
    if (request.status >= 200 && request.status < 300 && typeof response.url === "string")
      resolve({ url: response.url });
    else {
      if (request.status === 401) tellSignedOut();
      reject(refusalOf(request, explainRefusal(request.status, response.message, file.name)));
    }
  };
  request.onerror = () => void explainNoResponse(file).then(reject);
  request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
  signal?.addEventListener("abort", () => request.abort(), { once: true });
  request.open("POST", apiUrl("uploads"));
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
  request.send(file);
  if (signal?.aborted) request.abort();
  return promise;
}

/** A browser reports a file that was moved or deleted in the same way as a server that cannot be reached. */
async function explainNoResponse(file: File): Promise<Error> {
  const name = showName(file.name);
  try {
    await file.slice(0, 1).arrayBuffer();
    return new ConnectionError(`“${name}” could not be uploaded. Cannot reach the server.`);
  } catch {
    return new Error(`“${name}” can no longer be read. Choose it again.`);
  }
}

/** Puts status and Retry-After where errors of the tRPC client have them. */
function refusalOf(request: XMLHttpRequest, message: string): Error {
  const headers = { "retry-after": request.getResponseHeader("retry-after") ?? "" };
  return Object.assign(new Error(message), {
    meta: { response: new Response(null, { status: request.status, headers }) },
  });
}

function parseResponse(text: string): { url?: unknown; message?: unknown } {
  try {
    const response: unknown = JSON.parse(text);
    return typeof response === "object" && response !== null ? response : {};
  } catch {
    return {};
  }
}

function explainRefusal(status: number, message: unknown, name: string): string {
  if (status === 401) return "You are signed out. Sign in, then try again.";
  if (typeof message === "string") return message;
  return `“${showName(name)}” could not be uploaded (server error ${status}).`;
}
