/** The HTML of an email as a page for a sandboxed frame: on white, as email programs show it, its links in a new tab. */
export function emailDocument(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><base target="_blank"><style>body{margin:20px;font-family:system-ui,sans-serif;color:#181b21;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${html}</body></html>`;
}
