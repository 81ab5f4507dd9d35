import { fileNameOf } from "../../tasks/fileNameOf.ts";

/** JSON as a tree whose objects and lists can be closed. Files are shown by their names, and large integers exactly. */
export function JsonTree({ value, depth = 0 }: { value: unknown; depth?: number }) {
  if (typeof value !== "object" || value === null) return <Leaf value={value} />;
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return <span className="text-muted">{isList ? "[]" : "{}"}</span>;
  return (
    <ul className="border-l border-line pl-3">
      {entries.map(([key, entry]) => (
        <li key={key} className="py-px break-words">
          <Entry name={key} value={entry} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const size = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  const label = <span className="text-muted">{name}</span>;
  if (size === 0)
    return (
      <>
        {label} <Leaf value={value} />
      </>
    );
  return (
    <details open={depth < 3}>
      <summary className="cursor-pointer">
        {label} <span className="text-xs text-muted">{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
      </summary>
      <JsonTree value={value} depth={depth} />
    </details>
  );
}

function Leaf({ value }: { value: unknown }) {
  return <span className={typeof value === "string" ? undefined : "text-accent-text"}>{writeLeaf(value)}</span>;
}

/** Integers beyond 2^53 arrive as strings of digits. */
const exactInteger = /^-?\d{16,}$/;

function writeLeaf(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "";
  if (exactInteger.test(value)) return value;
  return value.startsWith("upload:") ? (fileNameOf(value) ?? "a file") : JSON.stringify(value);
}
