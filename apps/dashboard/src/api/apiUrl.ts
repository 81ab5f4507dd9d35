/** Where the server answers, also when the dashboard is mounted below another path: the page's <base> knows. */
export function apiUrl(path: string): string {
  return new URL(`api/${path}`, document.baseURI).href;
}

/** Where a file of the session's user is read. */
export function fileUrl(key: string): string {
  return apiUrl(`files/${key.split("/").map(encodeURIComponent).join("/")}`);
}
