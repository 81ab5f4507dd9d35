/** The mark: a list whose last line is done. */
export function Logo({ className = "size-7" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" fill="#4f46e5" />
      <path d="M9 10.5h14M9 16h9M9 21.5h5" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <path
        d="m19 20.5 2.4 2.4 4.1-5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
