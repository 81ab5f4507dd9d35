import type { DatabaseSettings } from "@package/postgres";

/**
 * The default settings of test databases, chosen to reveal mistakes: a time zone that is not a whole number of hours from UTC,
 * and a style of dates that no driver can read.
 */
export const testSettings: DatabaseSettings = { timezone: "Asia/Kolkata", datestyle: "German" };
