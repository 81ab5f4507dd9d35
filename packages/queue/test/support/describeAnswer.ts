import type pg from "pg";

export interface AnswerColumn {
  name: string;
  /** The oid of its type. */
  type: number;
}

/** The columns that a statement would answer. PostgreSQL parses it, and runs nothing. */
export function describeAnswer(client: pg.Client, text: string): Promise<AnswerColumn[]> {
  return new Promise((resolve, reject) => {
    let columns: AnswerColumn[] = [];
    client.query({
      // What `pg` calls while its query is the current one.
      submit(connection: pg.Connection) {
        connection.parse({ name: "", text, types: [] }, true);
        connection.describe({ type: "S", name: "" }, true);
        connection.sync();
      },
      handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }) {
        columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
      },
      handleError: reject,
      handleReadyForQuery: () => resolve(columns),
    } as pg.Submittable);
  });
}
