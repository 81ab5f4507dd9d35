/**
 * The position of a row version in its table. Finding a row by it costs a third of finding it by its id. An update moves the
 * row, and another row may then get the position, so a statement that uses a stored ctid checks the id as well.
 * Only PostgreSQL has this column. Elsewhere `id`, of type text, works too.
 */
export const ctidColumn = "ctid";
export const ctidType = "tid";
