import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";
import { fieldStyle } from "./FormField.tsx";

interface Props extends Omit<ComponentProps<"select">, "onChange" | "children" | "value"> {
  options: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  size?: never;
  isSmall?: boolean;
}

/** A native select, styled like the other fields. */
export function Select({ options, value, onChange, isSmall = false, className, ...rest }: Props) {
  return (
    <span className={cx("relative inline-block", !isSmall && "w-full", className)}>
      <select
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(fieldStyle, "appearance-none pr-8", isSmall && "!h-7 !pr-7 !pl-2 !text-[0.8125rem]")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
