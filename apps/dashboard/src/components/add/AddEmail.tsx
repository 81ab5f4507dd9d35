import { useTaskUpdates } from "@package/react";
import {
  Button,
  explainError,
  FormField,
  fieldErrorsOf,
  fieldStyle,
  Select,
  TextField,
  useIsOffline,
} from "@package/ui";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Mail, Send } from "lucide-react";
import type { FormEvent } from "react";
import { useApi } from "../../api/trpc.ts";
import { whenReachable } from "../../api/whenReachable.ts";
import { useDraft } from "../../session/useDraft.ts";
import type { SessionUser } from "../../session/useSession.ts";
import { AddCard } from "./AddCard.tsx";
import { OfflineNote } from "./OfflineNote.tsx";

const templates = [
  { value: "welcome", label: "Welcome" },
  { value: "message", label: "Message" },
] as const;

interface Draft {
  to: string;
  template: "welcome" | "message";
  name: string;
  subject: string;
  text: string;
}

/** Adds a task that sends an email from a template. */
export function AddEmail({ user, onAdded }: { user: SessionUser; onAdded?: () => void }) {
  const client = useApi();
  const { pushTask } = useTaskUpdates();
  const isOffline = useIsOffline();
  const add = useMutation({
    mutationFn: (input: ReturnType<typeof inputOf>) => whenReachable(() => client.tasks.addEmail.mutate(input)),
    // Tried even when the browser is offline: the server may be on this machine.
    networkMode: "always",
    onSuccess: pushTask,
  });
  const [draft, setDraft] = useDraft<Draft>("email", {
    to: user.email,
    template: "welcome",
    name: user.name,
    subject: "",
    text: "",
  });
  const fieldErrors = fieldErrorsOf(add.error);
  const formError = add.error && Object.keys(fieldErrors).length === 0 ? explainError(add.error).message : undefined;

  function send(event: FormEvent): void {
    event.preventDefault();
    if (!add.isPending) add.mutate(inputOf(draft), onAdded ? { onSuccess: onAdded } : {});
  }

  return (
    <AddCard icon={Mail} title="Send an email" hint="From a template">
      <form noValidate onSubmit={send} className="flex flex-1 flex-col gap-3">
        <EmailFields draft={draft} errors={fieldErrors} onChange={(change) => setDraft({ ...draft, ...change })} />
        <div className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button type="submit" tone="primary" isBusy={add.isPending}>
            {!add.isPending && <Send aria-hidden className="size-4" />}
            {add.isPending && isOffline ? "Waiting for the connection" : "Send"}
          </Button>
          <OfflineNote>
            {add.isPending ? "The email is sent when you are back." : "What you send is sent when you are back."}
          </OfflineNote>
          <span role="status" className="flex min-w-0 items-center gap-1.5 text-[0.8125rem] text-completed">
            {add.isSuccess && (
              <>
                <CircleCheck aria-hidden className="size-4 shrink-0" /> Email added to the queue.
              </>
            )}
          </span>
          {formError && (
            <p role="alert" className="text-[0.8125rem] break-words text-failed">
              {formError}
            </p>
          )}
        </div>
      </form>
    </AddCard>
  );
}

function inputOf({ to, template, name, subject, text }: Draft) {
  const email = { to, ...(subject.trim() ? { subject } : {}) };
  return template === "message"
    ? { ...email, template, variables: { text } }
    : { ...email, template, variables: name.trim() ? { name } : {} };
}

interface EmailFieldsProps {
  draft: Draft;
  errors: Record<string, string>;
  onChange: (change: Partial<Draft>) => void;
}

function EmailFields({ draft, errors, onChange }: EmailFieldsProps) {
  const isWelcome = draft.template === "welcome";
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="To"
          type="email"
          autoComplete="email"
          required
          error={errors.to}
          value={draft.to}
          onChange={(to) => onChange({ to })}
        />
        <FormField label="Template">
          {(ids) => (
            <Select
              {...ids}
              options={templates}
              value={draft.template}
              onChange={(value) => onChange({ template: value === "message" ? "message" : "welcome" })}
            />
          )}
        </FormField>
      </div>
      <div className={isWelcome ? "grid grid-cols-2 gap-3" : undefined}>
        {isWelcome && (
          <TextField label="Name" error={errors.name} value={draft.name} onChange={(name) => onChange({ name })} />
        )}
        <TextField
          label="Subject"
          placeholder={isWelcome ? "Welcome" : "A message for you"}
          error={errors.subject}
          value={draft.subject}
          onChange={(subject) => onChange({ subject })}
        />
      </div>
      {!isWelcome && (
        <FormField label="Message" error={errors.text}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              required
              className={`${fieldStyle} !h-auto py-2`}
              value={draft.text}
              onChange={(event) => onChange({ text: event.target.value })}
            />
          )}
        </FormField>
      )}
    </>
  );
}
