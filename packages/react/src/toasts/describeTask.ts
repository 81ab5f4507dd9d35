/** Returns how a task is called in its toast and notification. Users read it, so it has no ids and no internal names. */
export type DescribeTask = (task: { type?: string | undefined; data?: unknown }) => { title: string };

/** Makes words of the task's type: "IMAGE_PROCESS" → "Image process". It never prints data. */
export const describeByType: DescribeTask = ({ type }) => {
  const words = (typeof type === "string" ? type : "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[_\W]+/g, " ")
    .trim();
  return { title: words === "" ? "Task" : words.charAt(0).toUpperCase() + words.slice(1) };
};

/** Returns a string on one line, without control characters, cut at `maxLength` with "…". */
export function shortenText(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (line.length <= maxLength) return line;
  return `${line
    .slice(0, maxLength - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd()}…`;
}
