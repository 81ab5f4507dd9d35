import { redactText } from "@package/queue";

const secretKey =
  /password|passwd|passphrase|passcode|pwd$|^pass$|jwt|^bearer|secret|token|authorization|^auth$|apikey|accesskey|privatekey|signingkey|credential|cookie|^session(id)?$|^otp$|^pin$|^cvv$|^cvc$|cardnumber|^iban$|^ssn$/;

const mask = "[redacted]";

/** Returns a copy of JSON data in which values of sensitive keys, and strings that look like secrets, are masked. */
export function redactData(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactData);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, isSecret(key, entry) ? mask : redactData(entry)]),
  );
}

/** `maxTokens: 100` and `hasPassword: true` are not secrets: booleans stay, and numbers of keys that end with "token(s)". */
function isSecret(key: string, value: unknown): boolean {
  if (value === null || typeof value === "boolean" || value === "") return false;
  const plain = key.toLowerCase().replace(/[^a-z\d]/g, "");
  if (!secretKey.test(plain)) return false;
  return typeof value !== "number" || !/tokens?$/.test(plain);
}
