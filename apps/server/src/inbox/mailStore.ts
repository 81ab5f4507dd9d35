import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Email, EmailInbox, EmailSummary } from "../api/emailInbox.ts";
import { readMailFile } from "./readMailFile.ts";

export interface MailStore extends EmailInbox {
  /** Stores the source of an email. */
  add(content: Uint8Array): Promise<void>;
}

export interface MailStoreOptions {
  /** The number of emails to keep; older ones are removed. Default 500. */
  maxMails?: number;
}

/** Stores emails as .eml files in a folder. Their names sort by the time of arrival. */
export function mailStore(dir: string, options: MailStoreOptions = {}): MailStore {
  const maxMails = options.maxMails ?? 500;
  const known = new Map<string, EmailSummary>();
  let lastArrivalMs = 0;

  /** Newest first. */
  async function listIds(): Promise<string[]> {
    const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const ids = names.filter((name) => name.endsWith(".eml")).map((name) => name.slice(0, -".eml".length));
    return ids.sort().reverse();
  }

  async function read(id: string): Promise<Email | null> {
    if (!/^[\w-]+$/.test(id)) return null;
    const content = await readFile(join(dir, `${id}.eml`)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    return content && (await readMailFile(id, content));
  }

  async function summarize(id: string): Promise<EmailSummary | null> {
    const cached = known.get(id);
    if (cached) return cached;
    const mail = await read(id);
    if (!mail) return null;
    const { text: _text, html: _html, ...summary } = mail;
    known.set(id, summary);
    return summary;
  }

  return {
    async add(content) {
      await mkdir(dir, { recursive: true });
      // Each email gets its own millisecond, so that the names sort in the order of arrival.
      lastArrivalMs = Math.max(Date.now(), lastArrivalMs + 1);
      const id = `${new Date(lastArrivalMs).toISOString().replace(/\D/g, "")}-${randomBytes(6).toString("hex")}`;
      const temporary = join(dir, `${id}.tmp`);
      await writeFile(temporary, content);
      await rename(temporary, join(dir, `${id}.eml`));
      for (const old of (await listIds()).slice(maxMails)) {
        known.delete(old);
        await rm(join(dir, `${old}.eml`), { force: true });
      }
    },
    async listEmails() {
      const summaries = await Promise.all((await listIds()).map(summarize));
      return summaries.filter((summary) => summary !== null && summary.taskId !== "") as EmailSummary[];
    },
    readEmail: read,
  };
}
