/** The process of a holder, which is named `host:pid:random`, and with a suffix when it is a runner. */
export function readPid(holder: string | null): number | undefined {
  const pid = holder?.match(/:(\d+):[0-9a-f]+(\/\d+)?$/)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
