import { cx, IconButton } from "@package/ui";
import { Ellipsis, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

export interface MenuItem {
  label: string;
  icon: LucideIcon;
  onSelect: () => void;
  isDisabled?: boolean;
  isDanger?: boolean;
}

/** A button with three dots that opens a menu of actions. */
export function Menu({ label, items, className }: { label: string; items: readonly MenuItem[]; className?: string }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<MenuPlace | null>(null);
  return (
    <>
      <IconButton
        ref={trigger}
        label={label}
        icon={<Ellipsis aria-hidden className="size-4" />}
        aria-haspopup="menu"
        aria-expanded={place !== null}
        className={className}
        onClick={() => setPlace(place || !trigger.current ? null : placeBelow(trigger.current, items.length))}
      />
      {place &&
        createPortal(
          <MenuPopup
            label={label}
            items={items}
            place={place}
            onClose={(isFocusReturned) => {
              setPlace(null);
              if (isFocusReturned) trigger.current?.focus();
            }}
          />,
          // Inside the list, so that the focus stays in the list while the menu is open.
          trigger.current?.closest("[data-menu-root]") ?? document.body,
        )}
    </>
  );
}

interface MenuPlace {
  right: number;
  top?: number;
  bottom?: number;
}

const itemHeight = 44;

function placeBelow(trigger: HTMLElement, items: number): MenuPlace {
  const rect = trigger.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const right = Math.max(clientWidth - rect.right, 8);
  return rect.bottom + items * itemHeight > clientHeight
    ? { right, bottom: clientHeight - rect.top + 4 }
    : { right, top: rect.bottom + 4 };
}

interface PopupProps {
  label: string;
  items: readonly MenuItem[];
  place: MenuPlace;
  onClose: (isFocusReturned: boolean) => void;
}

function MenuPopup({ label, items, place, onClose }: PopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    popup.current?.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus({ preventScroll: true });
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Element) || popup.current?.contains(event.target)) return;
      // The button of this menu closes it itself.
      if (!event.target.closest("[aria-haspopup=menu][aria-expanded=true]")) close.current(false);
    };
    const closeAtOnce = () => close.current(false);
    document.addEventListener("pointerdown", closeOutside);
    window.addEventListener("scroll", closeAtOnce, { passive: true });
    window.addEventListener("resize", closeAtOnce);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      window.removeEventListener("scroll", closeAtOnce);
      window.removeEventListener("resize", closeAtOnce);
    };
  }, []);

  function move(event: KeyboardEvent): void {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
      return;
    }
    const enabled = [...(popup.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
    const at = enabled.indexOf(document.activeElement as HTMLElement);
    const next = nextIndex(event.key, at, enabled.length);
    if (next === null) return;
    event.preventDefault();
    enabled[next]?.focus();
  }

  return (
    <div
      ref={popup}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={move}
      style={place}
      className="fixed z-50 w-48 rounded-xl border border-line bg-surface p-1 shadow-float"
    >
      {items.map(({ label: name, icon: Icon, onSelect, isDisabled, isDanger }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          tabIndex={-1}
          disabled={isDisabled}
          onClick={() => {
            onClose(true);
            onSelect();
          }}
          className={cx(
            "touch-target flex h-8 w-full items-center gap-2.5 rounded-lg px-2.5 text-left text-sm enabled:hover:bg-sunken disabled:opacity-60",
            isDanger && "text-failed",
          )}
        >
          <Icon aria-hidden className={cx("size-4 shrink-0", !isDanger && "text-muted")} />
          {name}
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, at: number, count: number): number | null {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
