/** The first thing that Tab reaches: leads past the navigation to the element with the id `main`. */
export function SkipLink() {
  return (
    <button
      type="button"
      className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-3 py-2 text-sm font-medium text-accent-ink focus:translate-y-0"
      onClick={() => document.querySelector<HTMLElement>("#main")?.focus()}
    >
      Skip to content
    </button>
  );
}
