const mask = "[redacted]";

/** Patterns of secrets. The first group of each is the text before the secret, which is kept. */
const secretPatterns: readonly RegExp[] = [
  // JSON Web Token, only at the start of a word: otherwise the time would be quadratic in the length of a word.
  /()(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  // Keys of well-known services, such as sk_live_… and ghp_…
  /()\b(?:sk|pk|rk|whsec)[_-][\w-]{12,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpers]-|AKIA|AIza)[\w-]{12,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // https://user:password@host. The pattern leaves the scheme out, because it would be tried at every word.
  /(:\/\/)[^\s/?#@:]{0,200}:[^\s/?#@]{1,200}(?=@)/g,
  /(\b(?:bearer|basic)\s+)[\w.~+/-]{8,}=*/gi,
  // ?access_token=… in a URL, password: … in a message, "clientSecret":"…" in quoted JSON, also escaped
  /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|signature|(?<![a-z\d])sig)\\?["']?\s?[=:]\s?\\?["']?)[^\s&"',;\\]{3,}/gi,
  // Headers whose whole value is secret. The pattern above handles "bearer" and "basic".
  /(\bauthorization\\?["']?\s?[=:](?!\s?\\?["']?(?:bearer|basic)\b)\s?\\?["']?)[^\r\n"'\\]{3,}/gi,
  /(\b(?:set-)?cookie\\?["']?\s?:\s?\\?["']?)[^\r\n"'\\]{3,}/gi,
];

/** Returns the text with everything that looks like a secret replaced: tokens, keys, passwords in URLs. */
export function redactText(text: string): string {
  return secretPatterns.reduce((clean, pattern) => clean.replace(pattern, `$1${mask}`), text);
}
