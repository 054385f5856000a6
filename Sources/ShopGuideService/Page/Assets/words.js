// The page's texts, numbers and dates in the language that the server chose.

const table = JSON.parse(document.getElementById("words").textContent);

/** The page's language. */
export const language = document.documentElement.lang;

/** The text of a key, with its {gaps} filled. */
export function say(name, gaps = {}) {
  const sentence = table[name];
  if (sentence === undefined) throw new Error(`no words for ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap] ?? "");
}

/** A localised value in the page's language, or in the first that there is. */
export function text(value) {
  if (value == null) return "";
  if (typeof value === "string") return value;
  return value[language] ?? value[""] ?? Object.values(value)[0] ?? "";
}

const numbers = new Intl.NumberFormat(language);

/** A whole number. */
export const count = (value) => numbers.format(value);

/** A share, 0…1, in percent. */
export const percent = (value, digits = 0) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(value);

/** A number with a fixed number of decimals. */
export const decimal = (value, digits = 2) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }).format(value);

/** A product's price with its currency, or an empty text. */
export function price(product) {
  if (product.price == null || !product.currency) return "";
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: product.currency, currencyDisplay: "narrowSymbol" }).format(product.price);
  } catch {
    return `${product.price} ${product.currency}`;
  }
}

/** A date and time. */
export const moment = (value) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(value));
