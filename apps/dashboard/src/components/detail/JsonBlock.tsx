import { ScrollArea } from "../ui/ScrollArea.tsx";

/** JSON as text, to read and to select. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return (
    <ScrollArea label={`${label} as JSON`} className="max-h-80 rounded-xl bg-sunken">
      <pre className="p-3.5 font-mono text-[0.8125rem] leading-relaxed break-words whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
    </ScrollArea>
  );
}
