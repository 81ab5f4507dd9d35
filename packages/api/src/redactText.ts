const mask = "[redacted]";

/** What looks like a secret wherever it stands; each pattern keeps what comes before the secret in its first group. */
const secretPatterns: readonly RegExp[] = [
  // JSON Web Token
  /()\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  // Keys of well-known services, such as sk_live_… and ghp_…
  /()\b(?:sk|pk|rk|whsec)[_-][\w-]{12,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpers]-|AKIA|AIza)[\w-]{12,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // https://user:password@host
  /(\b[a-z][a-z\d+.-]{0,30}:\/\/)[^\s/?#@:]{0,200}:[^\s/?#@]{1,200}(?=@)/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/-]{8,}=*/gi,
  // ?token=… in a URL, password: … in a message
  /(\b(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|signature|sig)\s?[=:]\s?)[^\s&"',;]{3,}/gi,
];

/** Replaces what looks like a secret: tokens, keys, passwords in URLs. */
export function redactText(text: string): string {
  return secretPatterns.reduce((clean, pattern) => clean.replace(pattern, `$1${mask}`), text);
}
