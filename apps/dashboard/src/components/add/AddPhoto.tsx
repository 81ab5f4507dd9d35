import { useMutation } from "@tanstack/react-query";
import { Image } from "lucide-react";
import { useCallback, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { makeSamplePhoto } from "../../samples/makeSamplePhoto.ts";
import { useTaskEvents } from "../../tasks/useTaskEvents.ts";
import { photoRule } from "../../upload/fileRules.ts";
import { useUploads } from "../../upload/useUploads.ts";
import { Button } from "../ui/Button.tsx";
import { FormField, fieldStyle } from "../ui/FormField.tsx";
import { AddCard } from "./AddCard.tsx";
import { UploadPanel } from "./UploadPanel.tsx";

const formats = [
  { value: "webp", label: "WebP" },
  { value: "avif", label: "AVIF" },
  { value: "jpeg", label: "JPEG" },
  { value: "png", label: "PNG" },
] as const;

const sizes = [
  { value: "1600", label: "Up to 1,600 px", resize: true },
  { value: "800", label: "Up to 800 px", resize: { width: 800, height: 800 } },
  { value: "same", label: "Same size", resize: false },
] as const;

/** Drops photos into the queue. */
export function AddPhoto() {
  const trpc = useTRPC();
  const { onStarted } = useTaskEvents();
  const { mutateAsync } = useMutation(trpc.tasks.addImageProcess.mutationOptions({ onSuccess: onStarted }));
  const [format, setFormat] = useState<(typeof formats)[number]["value"]>("webp");
  const [size, setSize] = useState<string>("1600");
  const addTask = useCallback(
    (imageUrl: string) => {
      const resize = sizes.find(({ value }) => value === size)?.resize ?? true;
      return mutateAsync({ imageUrl, options: { format, resize } });
    },
    [mutateAsync, format, size],
  );
  const { state, start, stop } = useUploads(photoRule, addTask);
  const sample = useMutation({ mutationFn: async () => start([await makeSamplePhoto()]) });

  return (
    <AddCard icon={Image} title="Convert a photo" hint="Smaller, upright, without its location">
      <div className="mb-3 grid grid-cols-2 gap-3">
        <FormField label="Format">
          {(ids) => (
            <select
              {...ids}
              className={fieldStyle}
              value={format}
              onChange={(event) =>
                setFormat(formats.find(({ value }) => value === event.target.value)?.value ?? "webp")
              }
            >
              {formats.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <FormField label="Size">
          {(ids) => (
            <select {...ids} className={fieldStyle} value={size} onChange={(event) => setSize(event.target.value)}>
              {sizes.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </FormField>
      </div>
      <UploadPanel
        rule={photoRule}
        label="Drop photos here"
        note={`${photoRule.kinds}, up to 25 MB`}
        isMultiple
        state={state}
        onFiles={(files) => void start(files)}
        onStop={stop}
      />
      <div className="mt-3 flex items-center gap-2 text-[0.8125rem] text-muted">
        <span>No photo at hand?</span>
        <Button
          size="small"
          isBusy={sample.isPending && state.step !== "sending"}
          disabled={state.step === "sending"}
          onClick={() => sample.mutate()}
        >
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
