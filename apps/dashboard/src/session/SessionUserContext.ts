import { createContext } from "react";
import type { SessionUser } from "./readSession.ts";

/** The signed-in user, for everything below the session's gate. */
export const SessionUserContext = createContext<SessionUser | null>(null);
