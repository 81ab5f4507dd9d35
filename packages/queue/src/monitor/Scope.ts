/** The user whose tasks may be read. Without one, the statements of this room read no task. */
export interface Scope {
  readonly ownerId: string;
}
