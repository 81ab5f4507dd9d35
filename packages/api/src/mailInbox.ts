/** A mail in the development inbox, as a list shows it. */
export interface MailSummary {
  id: string;
  /** The task that sent it. */
  taskId: string;
  from: string;
  to: string[];
  subject: string;
  /** ISO 8601. */
  receivedAt: string;
}

/** A whole mail. */
export interface Mail extends MailSummary {
  text: string;
  /** The HTML part as it was sent: not to be trusted; null when there is none. */
  html: string | null;
}

/** Where mails arrive in development. Knows nothing of users: the API shows each user the mails of their own tasks. */
export interface MailInbox {
  /** Newest first; bounded by what the inbox keeps. */
  listMails(): Promise<MailSummary[]>;
  /** Null when there is no such mail (any more). */
  readMail(id: string): Promise<Mail | null>;
}
