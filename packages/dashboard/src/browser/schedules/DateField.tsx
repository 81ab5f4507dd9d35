import { FormField, fieldStyle } from "@package/ui";

interface Props {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}

/** A labelled date and time, in the viewer's time zone. */
export function DateField({ label, hint, value, onChange }: Props) {
  return (
    <FormField label={label} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          className={fieldStyle}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
