/** A part of a mail: a paragraph, or a link that stands on its own. */
export type MailBlock = { text: string } | { label: string; url: string };

/** What a template says, free of any markup: `renderMail` makes text and HTML of it, and escapes. */
export interface MailContent {
  /** Used unless the task brings its own subject. */
  subject: string;
  blocks: readonly MailBlock[];
}
