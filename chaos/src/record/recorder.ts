import type pg from "pg";
import { scheduleRecorder } from "./scheduleRecorder.ts";

/** Times are numbers, because as strings they would depend on the database's time zone and date style. A missing column is null. */
const state = (row: "OLD" | "NEW") => {
  const ms = (column: string) => `extract(epoch FROM ${row}."${column}") * 1000`;
  return `jsonb_build_object('type', ${row}.type, 'status', ${row}.status, 'attempts', ${row}.attempts, 'maxAttempts', ${row}."maxAttempts",
    'claimCount', ${row}."claimCount", 'snoozeCount', ${row}."snoozeCount", 'crashCount', ${row}."crashCount",
    'leaseToken', ${row}."leaseToken", 'leaseHolder', ${row}."leaseHolder", 'leaseExpiresAt', ${ms("leaseExpiresAt")}, 'deadlineAt', ${ms("deadlineAt")},
    'settledToken', ${row}."settledToken", 'dueAt', coalesce(${ms("scheduledFor")}, ${ms("createdAt")}), 'finishedAt', ${ms("finishedAt")},
    'cancelRequestedAt', ${ms("cancelRequestedAt")}, 'terminalReason', ${row}."terminalReason",
    'uniqueKey', ${row}."uniqueKey", 'concurrencyKey', ${row}."concurrencyKey", 'addId', ${row}.data->>'addId',
    'scheduleName', ${row}."scheduleName", 'scheduledSlot', ${ms("scheduledSlot")},
    'claimedAhead', to_jsonb(${row})->'claimedAhead', 'startBy', ${ms("startBy")},
    'settledRun', coalesce(${row}.result->>'run', substring(${row}."errorMessage" FROM 'run ([0-9a-f]{16})')))`;
};

/** Records each change of a task's row, in the transaction that makes it, with the database's clock. */
const install = `
CREATE TABLE chaos_change (n bigserial PRIMARY KEY, "taskId" text NOT NULL, "from" jsonb, "to" jsonb, at timestamptz NOT NULL);
CREATE TABLE chaos_parent ("addId" text PRIMARY KEY);
CREATE FUNCTION chaos_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN ${state("OLD")} END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN ${state("NEW")} END;
BEGIN
  IF before IS DISTINCT FROM after THEN
    INSERT INTO chaos_change ("taskId", "from", "to", at) VALUES (coalesce(NEW.id, OLD.id), before, after, clock_timestamp());
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER chaos_record AFTER INSERT OR UPDATE OR DELETE ON "QueueTask" FOR EACH ROW EXECUTE FUNCTION chaos_record();`;

/** Installs the recording trigger in a migrated database. */
export async function installRecorder(client: pg.Client | pg.ClientBase): Promise<void> {
  await client.query(install);
  await client.query(scheduleRecorder);
}
