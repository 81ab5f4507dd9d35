import { type AddressObject, simpleParser } from "mailparser";
import type { Email } from "../api/emailInbox.ts";

/** Parses the source of an email. `taskId` is from the header X-Queue-Task; "" without it. */
export async function readMailFile(id: string, content: Uint8Array): Promise<Email> {
  const parsed = await simpleParser(Buffer.from(content), { skipImageLinks: true, skipTextToHtml: true });
  const taskId = parsed.headers.get("x-queue-task");
  return {
    id,
    taskId: typeof taskId === "string" ? taskId : "",
    from: addressesOf(parsed.from).join(", "),
    to: addressesOf(parsed.to),
    subject: parsed.subject ?? "",
    receivedAt: timeOfId(id),
    text: parsed.text ?? "",
    html: parsed.html || null,
  };
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): string[] {
  const all = field === undefined ? [] : Array.isArray(field) ? field : [field];
  return all
    .flatMap((one) => one.value)
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : (address ?? name)));
}

/** Returns the time of arrival, with which an id begins: 20261231235959123-… */
function timeOfId(id: string): string {
  const [, year, month, day, hour, minute, second, ms] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})/.exec(id) ?? [];
  return year ? `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z` : new Date(0).toISOString();
}
