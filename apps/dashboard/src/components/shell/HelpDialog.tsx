import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { shortcutHelp } from "../../keyboard/readShortcut.ts";
import { areShortcutsOn, switchShortcuts } from "../../keyboard/useShortcuts.ts";
import { IconButton } from "../ui/IconButton.tsx";

/** Lists the keyboard shortcuts. The native dialog traps the focus and returns it when it closes. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(areShortcutsOn);
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen && dialog.current?.open) dialog.current.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      onClose={onClose}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-2xl border border-line bg-surface p-5 text-ink shadow-float backdrop:bg-black/40"
    >
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
    </dialog>
  );
}
