import { Check, Monitor, Moon, Sun } from "lucide-react";
import { chooseTheme, useTheme } from "../theme/theme.ts";
import { IconButton } from "./IconButton.tsx";
import { popoverStyle, usePopover } from "./usePopover.ts";

const choices = [
  { choice: "system", label: "System", icon: Monitor },
  { choice: "light", label: "Light", icon: Sun },
  { choice: "dark", label: "Dark", icon: Moon },
] as const;

export function ThemeMenu() {
  const { choice: chosen } = useTheme();
  const popover = usePopover();
  const Current = choices.find(({ choice }) => choice === chosen)?.icon ?? Monitor;
  return (
    <div ref={popover.container} className="relative">
      <IconButton
        ref={popover.trigger}
        label={`Theme: ${chosen}`}
        icon={<Current aria-hidden className="size-4.5" strokeWidth={1.9} />}
        aria-expanded={popover.isOpen}
        onClick={popover.toggle}
        className="size-9"
      />
      {popover.isOpen && (
        <fieldset className={`${popoverStyle} w-40`}>
          <legend className="sr-only">Theme</legend>
          {choices.map(({ choice, label, icon: Icon }) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === chosen}
              className="touch-target flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm hover:bg-sunken"
              onClick={() => {
                chooseTheme(choice);
                popover.close();
                popover.trigger.current?.focus();
              }}
            >
              <Icon aria-hidden className="size-4 text-muted" />
              {label}
              {choice === chosen && <Check aria-hidden className="ml-auto size-4 text-accent-text" />}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
