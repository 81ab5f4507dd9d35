import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

type Props = {
  label: string;
  hint?: string;
  error?: string | undefined;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
};

/** A labelled field with its hint or its error. */
export function FormField({ label, hint, error, children }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-[0.8125rem] font-medium">
        {label}
      </label>
      {children({ id, ...(note ? { "aria-describedby": noteId } : {}), ...(error ? { "aria-invalid": true } : {}) })}
      {note && (
        <p id={noteId} className={`mt-1 text-xs ${error ? "text-failed" : "text-muted"}`}>
          {note}
        </p>
      )}
    </div>
  );
}

export const fieldStyle =
  "touch-target h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-muted aria-invalid:border-failed disabled:opacity-60";

type TextFieldProps = Omit<ComponentProps<"input">, "onChange" | "value"> & {
  label: string;
  error?: string | undefined;
  value: string;
  onChange: (value: string) => void;
};

/** A labelled field of one line. */
export function TextField({ label, error, value, onChange, className, ...rest }: TextFieldProps) {
  return (
    <FormField label={label} error={error}>
      {(ids) => (
        <input
          {...rest}
          {...ids}
          className={cx(fieldStyle, className)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
