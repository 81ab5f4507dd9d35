import type { MailBlock, MailContent } from "./templates/MailContent.ts";

/** A mail in both of its forms. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** Makes the plain and the HTML form of a mail. The only place where text becomes markup, so nothing is left unescaped. */
export function renderMail({ subject, blocks }: MailContent): RenderedMail {
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

function renderText(block: MailBlock): string {
  return "url" in block ? `${block.label}: ${block.url}` : block.text;
}

function renderHtml(block: MailBlock): string {
  if ("url" in block) {
    const style = "display:inline-block;padding:10px 18px;border-radius:6px;background:#1f2328;color:#ffffff";
    return `<p><a href="${escapeHtml(block.url)}" style="${style}">${escapeHtml(block.label)}</a></p>`;
  }
  return `<p>${escapeHtml(block.text).replaceAll(/\r?\n/g, "<br>")}</p>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
