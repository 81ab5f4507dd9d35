import { useTaskUpdates } from "@package/react";
import { Button, Select } from "@package/ui";
import { Users } from "lucide-react";
import { useState } from "react";
import { useApi } from "../../api/trpc.ts";
import { makeSampleCsv } from "../../samples/makeSampleCsv.ts";
import { csvRule } from "../../upload/fileRules.ts";
import { readFiles } from "../../upload/readDrop.ts";
import { useUploads } from "../../upload/useUploads.ts";
import { AddCard } from "./AddCard.tsx";
import { UploadPanel } from "./UploadPanel.tsx";

const sampleSizes = [1_000, 10_000, 100_000] as const;

/** Imports a CSV of contacts, or a sample of one. */
export function AddContacts({ onAdded }: { onAdded?: () => void }) {
  const client = useApi();
  const { pushTask } = useTaskUpdates();
  const { queue } = useUploads(csvRule);
  const [rows, setRows] = useState<number>(sampleSizes[0]);
  async function addTask(fileUrl: string): Promise<void> {
    pushTask(await client.tasks.addContactImport.mutate({ fileUrl }));
  }
  function addSample(): void {
    const file = new File([makeSampleCsv(rows)], `sample-${rows}-contacts.csv`, { type: "text/csv" });
    queue.add(readFiles([file]), addTask);
  }

  return (
    <AddCard icon={Users} title="Import contacts" hint="CSV with name, email, company">
      <UploadPanel
        rule={csvRule}
        label="Drop CSV files here"
        note="Up to 100 MB each, any number of rows"
        addTask={addTask}
        onAdded={onAdded}
      />
      <div className="mt-3 flex flex-wrap items-center gap-2 text-[0.8125rem] text-muted">
        <label htmlFor="sample-rows">No file?</label>
        <Select
          id="sample-rows"
          isSmall
          options={sampleSizes.map((size) => ({ value: String(size), label: `${size.toLocaleString("en")} rows` }))}
          value={String(rows)}
          onChange={(value) => setRows(Number(value))}
        />
        <Button size="small" onClick={addSample}>
          Try a sample
        </Button>
      </div>
    </AddCard>
  );
}
