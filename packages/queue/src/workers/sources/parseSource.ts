import { z } from "zod";
import { explainStorageKey } from "../storage/storageKey.ts";

const uploadPrefix = "upload:";
const maxSourceLength = 4_096;

/** The file of a task: an upload in the storage, or a file on the web. */
export type Source = { kind: "upload"; key: string } | { kind: "remote"; url: URL };

/** Returns the source of a stored file for a task's data: `upload:<key>`. */
export function uploadUrl(key: string): string {
  return `${uploadPrefix}${key}`;
}

/** Parses `upload:<storage key>` or `http(s)://…`. For other strings, returns a sentence that says what is wrong. */
export function parseSource(text: string): Source | string {
  if (text.length > maxSourceLength) return `Is longer than ${maxSourceLength} characters`;
  if (text.startsWith(uploadPrefix)) {
    const key = text.slice(uploadPrefix.length);
    const reason = explainStorageKey(key);
    return reason === null ? { kind: "upload", key } : `Is not an upload: ${reason}`;
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return "Must start with https:// or http://, or be upload:<key of an uploaded file>";
  }
  if (url.username !== "" || url.password !== "") return "Must not contain a user name or password";
  return { kind: "remote", url };
}

/** Schema of a field that names a file. */
export const sourceSchema = z.string().superRefine((text, context) => {
  const source = parseSource(text);
  if (typeof source === "string") context.addIssue({ code: "custom", message: source });
});
