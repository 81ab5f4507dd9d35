/** The HTML of a mail as a page for a sandboxed frame: on white, as mail programs show it, its links in a new tab. */
export function mailDocument(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><base target="_blank"><style>body{margin:20px;font-family:system-ui,sans-serif;color:#181b21;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${html}</body></html>`;
}
