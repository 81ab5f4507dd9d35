import { useTaskUpdates } from "@package/react";
import { useMutation } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useCallback, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { makeSampleCsv } from "../../samples/makeSampleCsv.ts";
import { csvRule } from "../../upload/fileRules.ts";
import { useUploads } from "../../upload/useUploads.ts";
import { Button } from "../ui/Button.tsx";
import { Select } from "../ui/Select.tsx";
import { AddCard } from "./AddCard.tsx";
import { UploadPanel } from "./UploadPanel.tsx";

const sampleSizes = [1_000, 10_000, 100_000] as const;

/** Imports a CSV of contacts, or a sample of one. */
export function AddContacts() {
  const trpc = useTRPC();
  const { pushTask } = useTaskUpdates();
  const { mutateAsync } = useMutation(trpc.tasks.addContactImport.mutationOptions({ onSuccess: pushTask }));
  const addTask = useCallback((fileUrl: string) => mutateAsync({ fileUrl }), [mutateAsync]);
  const { state, start, stop } = useUploads(csvRule, addTask);
  const [rows, setRows] = useState<number>(sampleSizes[0]);

  return (
    <AddCard icon={Users} title="Import contacts" hint="CSV with name, email, company">
      <UploadPanel
        rule={csvRule}
        label="Drop a CSV here"
        note="Up to 100 MB, any number of rows"
        state={state}
        onFiles={(files) => void start(files)}
        onStop={stop}
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
        <Button
          size="small"
          disabled={state.step === "sending"}
          onClick={() =>
            void start([new File([makeSampleCsv(rows)], `sample-${rows}-contacts.csv`, { type: "text/csv" })])
          }
        >
          Try a sample
        </Button>
      </div>
    </AddCard>
  );
}
