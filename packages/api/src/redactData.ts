import { redactText } from "@package/queue";

const secretKey =
  /password|passwd|passphrase|passcode|pwd$|^pass$|jwt|^bearer|secret|token|authorization|^auth$|apikey|accesskey|privatekey|signingkey|credential|cookie|^session(id)?$|^otp$|^pin$|^cvv$|^cvc$|cardnumber|^iban$|^ssn$/;

const mask = "[redacted]";

/** A copy of JSON data without secrets: values under telling keys at any depth, and strings that look like secrets. */
export function redactData(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactData);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, isSecret(key, entry) ? mask : redactData(entry)]),
  );
}

/** `maxTokens: 100` and `hasPassword: true` are no secrets: numbers and flags stay, except for a PIN or a card. */
function isSecret(key: string, value: unknown): boolean {
  if (value === null || typeof value === "boolean" || value === "") return false;
  const plain = key.toLowerCase().replace(/[^a-z\d]/g, "");
  if (!secretKey.test(plain)) return false;
  return typeof value !== "number" || !/tokens?$/.test(plain);
}
