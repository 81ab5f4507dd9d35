const mask = "[redacted]";

/** What looks like a secret wherever it stands; each pattern keeps what comes before the secret in its first group. */
const secretPatterns: readonly RegExp[] = [
  // JSON Web Token. Looked for at the start of a word only: from within one, a long word would be read again and again.
  /()(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  // Keys of well-known services, such as sk_live_… and ghp_…
  /()\b(?:sk|pk|rk|whsec)[_-][\w-]{12,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpers]-|AKIA|AIza)[\w-]{12,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // https://user:password@host. The scheme is not looked at: it would be looked for at every word.
  /(:\/\/)[^\s/?#@:]{0,200}:[^\s/?#@]{1,200}(?=@)/g,
  /(\b(?:bearer|basic)\s+)[\w.~+/-]{8,}=*/gi,
  // ?access_token=… in a URL, password: … in a message, "clientSecret":"…" in JSON that an error quotes, also escaped
  /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|signature|(?<![a-z\d])sig)\\?["']?\s?[=:]\s?\\?["']?)[^\s&"',;\\]{3,}/gi,
  // Headers whose whole value is secret; a bearer's and a basic's word was seen to above.
  /(\bauthorization\\?["']?\s?[=:](?!\s?\\?["']?(?:bearer|basic)\b)\s?\\?["']?)[^\r\n"'\\]{3,}/gi,
  /(\b(?:set-)?cookie\\?["']?\s?:\s?\\?["']?)[^\r\n"'\\]{3,}/gi,
];

/** Replaces what looks like a secret: tokens, keys, passwords in URLs. */
export function redactText(text: string): string {
  return secretPatterns.reduce((clean, pattern) => clean.replace(pattern, `$1${mask}`), text);
}
