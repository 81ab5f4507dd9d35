/** Returns the URL of an API path. The page's <base> says where the dashboard is mounted. */
export function apiUrl(path: string): string {
  return new URL(`api/${path}`, document.baseURI).href;
}

/** Returns the URL of a file of the session's user. */
export function fileUrl(key: string): string {
  return apiUrl(`files/${key.split("/").map(encodeURIComponent).join("/")}`);
}
