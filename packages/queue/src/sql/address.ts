/**
 * Where a version of a row lies, by which it is found for a third of what its id costs. The next version lies elsewhere, and
 * the place may be given to another row: whoever looks here names what the row must say besides.
 * Only PostgreSQL itself has this; `id`, of type text, does the same wherever else.
 */
export const address = "ctid";
/** Its type. */
export const addressType = "tid";
