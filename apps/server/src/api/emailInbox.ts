/** An email of the development inbox without its content. */
export interface EmailSummary {
  id: string;
  /** The task that sent it. */
  taskId: string;
  from: string;
  to: string[];
  subject: string;
  /** ISO 8601. */
  receivedAt: string;
}

/** An email with its content. */
export interface Email extends EmailSummary {
  text: string;
  /** The HTML part as sent: untrusted. Null if there is none. */
  html: string | null;
}

/** Stores emails in development. It holds the emails of all users; the API returns only those of the user's own tasks. */
export interface EmailInbox {
  /** Returns all stored emails, newest first. */
  listEmails(): Promise<EmailSummary[]>;
  /** Returns an email, or null if it does not exist (any longer). */
  readEmail(id: string): Promise<Email | null>;
}
