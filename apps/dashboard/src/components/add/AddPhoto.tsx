import { useTaskUpdates } from "@package/react";
import { Button, FormField, Select } from "@package/ui";
import { useMutation } from "@tanstack/react-query";
import { Image } from "lucide-react";
import { useState } from "react";
import { useApi } from "../../api/trpc.ts";
import { makeSamplePhoto } from "../../samples/makeSamplePhoto.ts";
import { photoRule } from "../../upload/fileRules.ts";
import { readFiles } from "../../upload/readDrop.ts";
import { useUploads } from "../../upload/useUploads.ts";
import { AddCard } from "./AddCard.tsx";
import { UploadPanel } from "./UploadPanel.tsx";

const formats = [
  { value: "webp", label: "WebP" },
  { value: "avif", label: "AVIF" },
  { value: "jpeg", label: "JPEG" },
  { value: "png", label: "PNG" },
] as const;

type PhotoFormat = (typeof formats)[number]["value"];

function readFormat(text: string): PhotoFormat {
  return formats.find(({ value }) => value === text)?.value ?? "webp";
}

const sizes = [
  { value: "1600", label: "Up to 1,600 px", resize: true },
  { value: "800", label: "Up to 800 px", resize: { width: 800, height: 800 } },
  { value: "same", label: "Original size", resize: false },
] as const;

/** Adds a task for each photo that the user chooses. */
export function AddPhoto({ onAdded }: { onAdded?: () => void }) {
  const client = useApi();
  const { pushTask } = useTaskUpdates();
  const [format, setFormat] = useState<PhotoFormat>("webp");
  const [size, setSize] = useState<string>("1600");
  const { queue } = useUploads(photoRule);
  async function addTask(imageUrl: string): Promise<void> {
    const resize = sizes.find(({ value }) => value === size)?.resize ?? true;
    pushTask(await client.tasks.addImageProcess.mutate({ imageUrl, options: { format, resize } }));
  }
  const sample = useMutation({
    mutationFn: async () => queue.add(readFiles([await makeSamplePhoto()]), addTask),
    // Nothing is requested.
    networkMode: "always",
  });

  return (
    <AddCard icon={Image} title="Convert a photo" hint="Smaller file, location data removed">
      <div className="mb-3 grid grid-cols-2 gap-3">
        <FormField label="Format">
          {(ids) => (
            <Select {...ids} options={formats} value={format} onChange={(value) => setFormat(readFormat(value))} />
          )}
        </FormField>
        <FormField label="Size">
          {(ids) => <Select {...ids} options={sizes} value={size} onChange={setSize} />}
        </FormField>
      </div>
      <UploadPanel
        rule={photoRule}
        label="Drop photos here"
        note="Up to 25 MB each"
        addTask={addTask}
        onAdded={onAdded}
      />
      <div className="mt-3 flex items-center gap-2 text-[0.8125rem] text-muted">
        <span>No photo?</span>
        <Button size="small" isBusy={sample.isPending} onClick={() => sample.mutate()}>
          Try a sample
        </Button>
      </div>
      {sample.error && (
        <p role="alert" className="mt-2 text-[0.8125rem] text-failed">
          {sample.error.message}
        </p>
      )}
    </AddCard>
  );
}
