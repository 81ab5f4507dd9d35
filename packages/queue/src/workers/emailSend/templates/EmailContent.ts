/** A part of an email: a paragraph, or a link on its own. */
export type EmailBlock = { text: string } | { label: string; url: string };

/** The content of an email without markup: `renderEmail` turns it into text and HTML, and escapes it. */
export interface EmailContent {
  /** Used unless the task has its own subject. */
  subject: string;
  blocks: readonly EmailBlock[];
}
