/** Formats a number with three significant digits; a dash for NaN. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 1_000) return Math.round(Number(value.toPrecision(3))).toLocaleString("en-US");
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** Formats the median with the smallest and the largest value. */
export function formatSpread(values: readonly number[], middle: number): string {
  if (values.length === 0) return "–";
  if (values.length === 1) return formatNumber(middle);
  return `${formatNumber(middle)} <small>(${formatNumber(Math.min(...values))}–${formatNumber(Math.max(...values))})</small>`;
}
