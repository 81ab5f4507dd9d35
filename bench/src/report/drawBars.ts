import { formatNumber } from "./formatNumber.ts";

export interface Bar {
  label: string;
  value: number;
  /** Whether the bar is highlighted. */
  isOwn: boolean;
}

const [width, labelWidth, rowHeight, top] = [760, 230, 30, 64];

/** Draws horizontal bars as SVG, readable on light and dark pages. */
export function drawBars(title: string, subtitle: string, bars: readonly Bar[]): string {
  const shown = bars.filter(({ value }) => Number.isFinite(value));
  const largest = Math.max(...shown.map(({ value }) => value), 1e-9);
  const height = top + shown.length * rowHeight + 14;
  const rows = shown.map(({ label, value, isOwn }, index) => {
    const y = top + index * rowHeight;
    const length = Math.max(2, (value / largest) * (width - labelWidth - 100));
    return `  <text class="label${isOwn ? " own" : ""}" x="${labelWidth - 10}" y="${y + 16}" text-anchor="end">${escapeText(label)}</text>
  <rect class="${isOwn ? "bar-own" : "bar"}" x="${labelWidth}" y="${y + 2}" width="${length.toFixed(1)}" height="20" rx="3"/>
  <text class="value" x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 16}">${formatNumber(value)}</text>`;
  });
  const summary = shown.map(({ label, value }) => `${label}: ${formatNumber(value)}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(`${title}. ${summary}`)}">
  <style>
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .subtitle, .value { fill: #59636e; }
    .own { font-weight: 600; }
    .bar { fill: #afb8c1; }
    .bar-own { fill: #0b6bcb; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .subtitle, .value { fill: #9198a1; }
      .bar { fill: #4d5661; }
      .bar-own { fill: #4ba3ff; }
    }
  </style>
  <text class="title" x="12" y="24">${escapeText(title)}</text>
  <text class="subtitle" x="12" y="45">${escapeText(subtitle)}</text>
${rows.join("\n")}
</svg>
`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
