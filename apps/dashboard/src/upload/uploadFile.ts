import { apiUrl } from "../api/apiUrl.ts";

/** A file that the server has stored. */
export interface UploadedFile {
  /** `upload:<key>`, to name it in a task. */
  url: string;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Share that is sent, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Sends a file. Rejects with an error whose message can be shown, or with an AbortError. */
export function uploadFile(file: File, { signal, onProgress }: UploadOptions = {}): Promise<UploadedFile> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<UploadedFile>();
  // fetch() does not tell how much is sent yet.
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
  request.onload = () => {
    const answer = parseAnswer(request.responseText);
    if (request.status >= 200 && request.status < 300 && typeof answer.url === "string") resolve({ url: answer.url });
    else reject(refusalOf(request, explainRefusal(request.status, answer.message, file.name)));
  };
  request.onerror = () => reject(new Error(`“${file.name}” could not be sent: the server cannot be reached.`));
  request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
  signal?.addEventListener("abort", () => request.abort(), { once: true });
  request.open("POST", apiUrl("uploads"));
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
  request.send(file);
  if (signal?.aborted) request.abort();
  return promise;
}

/** Carries the status and how long to wait where errors of the tRPC client have them. */
function refusalOf(request: XMLHttpRequest, message: string): Error {
  const headers = { "retry-after": request.getResponseHeader("retry-after") ?? "" };
  return Object.assign(new Error(message), {
    meta: { response: new Response(null, { status: request.status, headers }) },
  });
}

function parseAnswer(text: string): { url?: unknown; message?: unknown } {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? answer : {};
  } catch {
    return {};
  }
}

function explainRefusal(status: number, message: unknown, name: string): string {
  if (typeof message === "string") return message;
  if (status === 401) return "You are signed out. Sign in, then choose the file again.";
  return `“${name}” was not taken: the server answered ${status}.`;
}
