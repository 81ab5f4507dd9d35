/**
 * A copy in which every character that is not ASCII is a question mark: what a database of any encoding can store.
 * @param value - what JSON holds
 */
export function asciiOnly<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(/[^ -~]/gu, "?")) as T;
}
