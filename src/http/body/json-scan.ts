const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Size limits for a JSON text. */
export interface JsonLimits {
  readonly depth: number;
  /** Entries of the outermost list. */
  readonly rows: number;
  /** Lists and objects. */
  readonly containers: number;
  readonly keys: number;
  /** Whether `containers` and `keys` apply to each entry of the outermost list instead of the whole text. */
  readonly isPerRow?: boolean;
  /** Commas in the whole text, which separate values. */
  readonly separators: number;
}

type Exceeded = Exclude<keyof JsonLimits, 'isPerRow'>;

/**
 * The limit that this JSON text exceeds, if any. Scans the text once without parsing it, and ends at the first excess:
 * parsing a few hostile megabytes can block the event loop for seconds.
 */
export function exceededLimit(json: Uint8Array, limits: JsonLimits): Exceeded | undefined {
  let depth = 0;
  let containers = 0;
  let keys = 0;
  let rows = 1;
  let separators = 0;
  for (let index = 0; index < json.length; index++) {
    switch (json[index]) {
      case QUOTE:
        index = endOfString(json, index);
        break;
      case COMMA:
        if (depth === 1) {
          if (++rows > limits.rows) return 'rows';
          if (limits.isPerRow) [containers, keys] = [1, 0];
        }
        if (++separators > limits.separators) return 'separators';
        break;
      case COLON:
        if (++keys > limits.keys) return 'keys';
        break;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (++depth > limits.depth) return 'depth';
        if (++containers > limits.containers) return 'containers';
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth--;
    }
  }
  return undefined;
}

/** @returns the end of the string that starts at `index`, or the end of the text */
function endOfString(json: Uint8Array, index: number): number {
  for (let end = index + 1; end < json.length; end++) {
    if (json[end] === BACKSLASH) end++;
    else if (json[end] === QUOTE) return end;
  }
  return json.length;
}
