const state = (
  row: "OLD" | "NEW",
) => `jsonb_build_object('type', ${row}.type, 'version', ${row}.version, 'runs', ${row}.runs,
    'nextAt', extract(epoch FROM ${row}."nextAt") * 1000) || (${row}.spec - 'task')`;

const slot = (
  row: "OLD" | "NEW",
) => `jsonb_build_object('slot', extract(epoch FROM ${row}.slot) * 1000, 'outcome', ${row}.outcome,
    'taskId', ${row}."taskId", 'at', extract(epoch FROM ${row}.at) * 1000)`;

/** A trigger that records each change of a table with its transaction, so that what one statement did can be put together again. */
const record = (kind: string, table: string, from: string, to: string, isUnchanged: string) => `
CREATE FUNCTION chaos_${kind}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND ${isUnchanged} THEN RETURN NULL; END IF;
  INSERT INTO chaos_schedule (n, tx, kind, name, "from", "to", at) VALUES (nextval('chaos_change_n_seq'), txid_current(), '${kind}',
    coalesce(NEW.name, OLD.name), CASE WHEN TG_OP <> 'INSERT' THEN ${from} END, CASE WHEN TG_OP <> 'DELETE' THEN ${to} END, clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER chaos_record AFTER INSERT OR UPDATE OR DELETE ON "${table}" FOR EACH ROW EXECUTE FUNCTION chaos_${kind}();`;

/** SQL: records the changes of schedules, slots and the audit log, numbered like the changes of tasks. */
export const scheduleRecorder = `
CREATE TABLE chaos_schedule (n bigint PRIMARY KEY, tx bigint NOT NULL, kind text NOT NULL, name text NOT NULL, "from" jsonb, "to" jsonb, at timestamptz NOT NULL);
${record("schedule", "QueueSchedule", state("OLD"), state("NEW"), `${state("OLD")} = ${state("NEW")}`)}
${record("slot", "QueueScheduleSlot", slot("OLD"), slot("NEW"), "false")}
${record("audit", "QueueAudit", "NULL::jsonb", `jsonb_build_object('action', NEW.action, 'taskId', NEW.after->>'taskId')`, "false")}`;
