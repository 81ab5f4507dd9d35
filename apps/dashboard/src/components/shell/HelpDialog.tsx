import { IconButton, Modal } from "@package/ui";
import { X } from "lucide-react";
import { useState } from "react";
import { shortcutHelp } from "../../keyboard/shortcutHelp.ts";
import { areShortcutsOn, switchShortcuts } from "../../keyboard/useShortcuts.ts";

/** Lists the keyboard shortcuts. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn);
  return (
    <Modal isOpen={isOpen} labelledBy="help-title" onClose={onClose}>
      <div className="mb-3 flex items-center justify-between">
        <h2 id="help-title" className="text-lg font-semibold tracking-tight">
          Keyboard shortcuts
        </h2>
        <IconButton label="Close" icon={<X className="size-4.5" />} onClick={onClose} />
      </div>
      <dl className="divide-y divide-line text-sm">
        {shortcutHelp.map(({ keys, does }) => (
          <div key={does} className="flex items-center justify-between py-2">
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-md border border-line bg-sunken px-1.5 py-0.5 text-center font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-2.5 text-sm" htmlFor="shortcuts-on">
        <input
          id="shortcuts-on"
          type="checkbox"
          className="size-4 accent-accent"
          checked={isOn}
          onChange={(event) => {
            setOn(event.target.checked);
            switchShortcuts(event.target.checked);
          }}
        />
        Enable single-key shortcuts
      </label>
    </Modal>
  );
}
