// What the page says, in the language that the server chose.

const table = JSON.parse(document.getElementById("words").textContent);

/** The page's language. */
export const language = document.documentElement.lang;

/** A sentence by its name in the table, its {gaps} filled. */
export function say(name, gaps = {}) {
  const sentence = table[name];
  if (sentence === undefined) throw new Error(`no words for ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap] ?? "");
}

/** A text in the page's language, of one that may be in several. */
export function text(value) {
  if (value == null) return "";
  if (typeof value === "string") return value;
  return value[language] ?? value[""] ?? Object.values(value)[0] ?? "";
}

const numbers = new Intl.NumberFormat(language);

/** A whole number. */
export const count = (value) => numbers.format(value);

/** A share of one. */
export const percent = (value, digits = 0) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(value);

/** A number with so many decimals. */
export const decimal = (value, digits = 2) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }).format(value);

/** What a product costs; nothing where nobody said. */
export function price(product) {
  if (product.price == null || !product.currency) return "";
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: product.currency, currencyDisplay: "narrowSymbol" }).format(product.price);
  } catch {
    return `${product.price} ${product.currency}`;
  }
}

/** A day and a time. */
export const moment = (value) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(value));
