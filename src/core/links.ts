/** Phones make links of these, and carriers hold back texts with links that they do not know. */
const LINK =
  /\b[a-z][a-z\d+.-]*:\/\/[^\s<>"]*|\bwww\.[^\s<>"]+|\b[a-z\d.-]+\.(?:com|org|net|io|dev|app|cloud|co|me|ly|gl|eu|nl|de|uk)\/[^\s<>"]*/gi;

/** International, national with an area code, and North American. */
const PHONE_NUMBER =
  /(?:\+|\b00)\d[\d ().-]{6,}\d|\b0\d{1,3}[ -]\d{6,8}\b|(?:\(\d{3}\)|\b\d{3})[ .-]+\d{3}[ .-]\d{4}\b/g;

/** The text without web addresses and phone numbers, and without what led up to one at its end. */
export const withoutLinks = (text: string): string =>
  text
    .replaceAll(LINK, ' ')
    .replaceAll(PHONE_NUMBER, ' ')
    .replaceAll(/\(\s*\)|<\s*>|\[\s*\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s:;,.(<-]+$/, '')
    .trim();
