const firstNames = ["Ada", "Bo", "Chen", "Dana", "Emil", "Fatou", "Grace", "Hugo", "Ines", "Jun", "Kaya", "Liam"];
const lastNames = [
  "Adler",
  "Berg",
  "Costa",
  "Dietrich",
  "Eriksen",
  "Fischer",
  "Gupta",
  "Haas",
  "Ito",
  "Jansen",
  "Kowalski",
];
const companies = ["Acme, Inc.", "Blue Harbor", "Cobalt Labs", "Dune & Sons", "Evergreen", 'The "Foundry"', "Globex"];

/**
 * Returns a sample CSV of contacts. Each 200th row has an invalid email, so that the result shows rejected rows.
 */
export function makeSampleCsv(rows: number): string {
  const lines = ["name,email,company"];
  for (let row = 1; row <= rows; row += 1) {
    const first = pick(firstNames, row);
    const last = pick(lastNames, row * 7);
    const address = `${first}.${last}.${row}`.toLowerCase();
    const email = row % 200 === 0 ? `${address}(at)example.com` : `${address}@example.com`;
    lines.push([`${first} ${last}`, email, quote(pick(companies, row * 5))].join(","));
  }
  return `${lines.join("\n")}\n`;
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? "";
}

function quote(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
