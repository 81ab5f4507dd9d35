/** An email in the development inbox, as a list shows it. */
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

/** A whole email. */
export interface Email extends EmailSummary {
  text: string;
  /** The HTML part as it was sent: not to be trusted; null when there is none. */
  html: string | null;
}

/** Where emails arrive in development. Knows nothing of users: the API shows each user the emails of their own tasks. */
export interface EmailInbox {
  /** Newest first; bounded by what the inbox keeps. */
  listEmails(): Promise<EmailSummary[]>;
  /** Null when there is no such email (any more). */
  readEmail(id: string): Promise<Email | null>;
}
