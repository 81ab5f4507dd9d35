import type { EmailBlock, EmailContent } from "./templates/EmailContent.ts";

/** An email as text and as HTML. */
export interface RenderedEmail {
  subject: string;
  text: string;
  html: string;
}

/** Renders an email as text and as HTML. No other code turns text into markup, so all text is escaped here. */
export function renderEmail({ subject, blocks }: EmailContent): RenderedEmail {
  return {
    subject,
    text: `${blocks.map(renderText).join("\n\n")}\n`,
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width">',
      `<title>${escapeHtml(subject)}</title></head>`,
      '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1f2328;background:#ffffff">',
      `<div style="max-width:560px;margin:0 auto">${blocks.map(renderHtml).join("")}</div></body></html>`,
    ].join("\n"),
  };
}

function renderText(block: EmailBlock): string {
  return "url" in block ? `${block.label}: ${block.url}` : block.text;
}

function renderHtml(block: EmailBlock): string {
  if ("url" in block) {
    const style = "display:inline-block;padding:10px 18px;border-radius:6px;background:#1f2328;color:#ffffff";
    return `<p><a href="${escapeHtml(block.url)}" style="${style}">${escapeHtml(block.label)}</a></p>`;
  }
  return `<p>${escapeHtml(block.text).replaceAll(/\r?\n/g, "<br>")}</p>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
