import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "./copyText.ts";
import { IconButton } from "./IconButton.tsx";

const shownMs = 1_500;

/** A button that copies a text. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      label={isCopied ? "Copied" : label}
      icon={isCopied ? <Check className="size-3.5 text-completed" /> : <Copy className="size-3.5" />}
      className={className ?? "size-6"}
      onClick={() => void copyText(text).then(setCopied)}
    />
  );
}
