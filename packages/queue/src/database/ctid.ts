/**
 * Where a version of a row lies, by which it is found for a third of what its id costs. The next version lies elsewhere, and
 * the place may be given to another row: whoever comes back later names what else must be true of the row.
 * Only PostgreSQL itself has this; `id`, of type text, does the same wherever else.
 */
export const addressColumn = "ctid";
/** Its type. */
export const addressType = "tid";
