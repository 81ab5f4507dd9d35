/** One thing that `queue doctor` found. */
export interface Finding {
  /** A problem makes the command exit with 1; a note does not. */
  severity: "problem" | "note";
  what: string;
  why: string;
  /** A command, or SQL, that mends it. */
  mend: string;
}
