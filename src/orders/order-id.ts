export const ORDER_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
export const ORDER_ID_RULE =
  'must be 1 to 64 letters, digits, dots, underscores, colons or hyphens, and begin with a letter or digit';
