import { DetailCard, ScrollArea } from "@package/ui";
import { JsonTree } from "./JsonTree.tsx";

/** A section that shows a value as JSON. */
export function JsonCard({ title, value }: { title: string; value: unknown }) {
  return (
    <DetailCard title={title}>
      <JsonView label={`${title} as JSON`} value={value} />
    </DetailCard>
  );
}

/** A value as JSON, in a region that scrolls. */
export function JsonView({ label, value }: { label: string; value: unknown }) {
  return (
    <ScrollArea label={label} className="max-h-80 font-mono text-xs leading-relaxed">
      <JsonTree value={value} />
    </ScrollArea>
  );
}
