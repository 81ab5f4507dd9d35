import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Mail, Send } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explainError, fieldErrorsOf } from "../../api/explainError.ts";
import { useTRPC } from "../../api/trpc.ts";
import type { SessionUser } from "../../session/useSession.ts";
import { useTaskEvents } from "../../tasks/useTaskEvents.ts";
import { Button } from "../ui/Button.tsx";
import { FormField, fieldStyle } from "../ui/FormField.tsx";
import { Select } from "../ui/Select.tsx";
import { AddCard } from "./AddCard.tsx";

const templates = [
  { value: "welcome", label: "Welcome" },
  { value: "message", label: "Message" },
] as const;

/** Adds a task that sends an email from a template. */
export function AddEmail({ user }: { user: SessionUser }) {
  const trpc = useTRPC();
  const { onStarted } = useTaskEvents();
  const add = useMutation(trpc.tasks.addEmail.mutationOptions({ onSuccess: onStarted }));
  const [to, setTo] = useState(user.email);
  const [template, setTemplate] = useState<"welcome" | "message">("welcome");
  const [name, setName] = useState(user.name);
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const problems = fieldErrorsOf(add.error);
  const general = add.error && Object.keys(problems).length === 0 ? explainError(add.error).message : undefined;

  function send(event: FormEvent): void {
    event.preventDefault();
    if (add.isPending) return;
    const email = { to, ...(subject.trim() ? { subject } : {}) };
    if (template === "message") add.mutate({ ...email, template, variables: { text } });
    else add.mutate({ ...email, template, variables: name.trim() ? { name } : {} });
  }

  return (
    <AddCard icon={Mail} title="Send an email" hint="From a template">
      <form noValidate onSubmit={send} className="flex flex-1 flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <FormField label="To" error={problems.to}>
            {(ids) => (
              <input
                {...ids}
                type="email"
                autoComplete="email"
                required
                className={fieldStyle}
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            )}
          </FormField>
          <FormField label="Template">
            {(ids) => (
              <Select
                {...ids}
                options={templates}
                value={template}
                onChange={(value) => setTemplate(value === "message" ? "message" : "welcome")}
              />
            )}
          </FormField>
        </div>
        <div className={template === "welcome" ? "grid grid-cols-2 gap-3" : undefined}>
          {template === "welcome" && (
            <FormField label="Name" error={problems.name}>
              {(ids) => (
                <input {...ids} className={fieldStyle} value={name} onChange={(event) => setName(event.target.value)} />
              )}
            </FormField>
          )}
          <FormField label="Subject" error={problems.subject}>
            {(ids) => (
              <input
                {...ids}
                className={fieldStyle}
                placeholder={template === "welcome" ? "Welcome" : "A message for you"}
                value={subject}
                onChange={(event) => setSubject(event.target.value)}
              />
            )}
          </FormField>
        </div>
        {template === "message" && (
          <FormField label="Message" error={problems.text}>
            {(ids) => (
              <textarea
                {...ids}
                rows={3}
                required
                className={`${fieldStyle} !h-auto py-2`}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </FormField>
        )}
        <div className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button type="submit" tone="primary" isBusy={add.isPending}>
            {!add.isPending && <Send aria-hidden className="size-4" />}
            Send
          </Button>
          <span role="status" className="flex min-w-0 items-center gap-1.5 text-[0.8125rem] text-completed">
            {add.isSuccess && (
              <>
                <CircleCheck aria-hidden className="size-4 shrink-0" /> Email added to the queue.
              </>
            )}
          </span>
          {general && (
            <p role="alert" className="text-[0.8125rem] break-words text-failed">
              {general}
            </p>
          )}
        </div>
      </form>
    </AddCard>
  );
}
