import { use, useState } from "react";
import { SessionUserContext } from "./useSession.ts";

/** What users have typed, by user and form. It is gone when the page is loaded again, as after a sign-out. */
const drafts = new Map<string, unknown>();

/** Like `useState`, for a form whose content must survive that its page is left: when the session ends, it is there after the sign-in. */
export function useDraft<T>(form: string, initial: T): [T, (next: T) => void] {
  const key = `${use(SessionUserContext)?.id ?? ""} ${form}`;
  const [value, setValue] = useState<T>(() => (drafts.has(key) ? (drafts.get(key) as T) : initial));
  const change = (next: T) => {
    drafts.set(key, next);
    setValue(next);
  };
  return [value, change];
}
