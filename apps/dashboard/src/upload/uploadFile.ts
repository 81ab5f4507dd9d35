import { apiUrl } from "../api/apiUrl.ts";

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
    else reject(refusalOf(request, explainRefusal(request.status, response.message, file.name)));
  };
  request.onerror = () => reject(new Error(`“${file.name}” could not be uploaded. Cannot reach the server.`));
  request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
  signal?.addEventListener("abort", () => request.abort(), { once: true });
  request.open("POST", apiUrl("uploads"));
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
  request.send(file);
  if (signal?.aborted) request.abort();
  return promise;
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
  if (typeof message === "string") return message;
  if (status === 401) return "You are signed out. Sign in, then choose the file again.";
  return `“${name}” could not be uploaded (server error ${status}).`;
}
