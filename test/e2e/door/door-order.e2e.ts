import { rawOrder } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';

/** As JSON text: what is tested here is also what `JSON.stringify` never writes. */
const VALID = { order_id: '"A0001"', user_id: '"user1"', item_ids: '["item1"]', total_amount: '1' };

function orderJson(changes: Readonly<Record<string, string>>): string {
  const fields = Object.entries({ ...VALID, ...changes }).map(
    ([name, json]) => `${JSON.stringify(name)}:${json}`,
  );
  return `{${fields.join(',')}}`;
}

const quoted = (character: string, times: number) => `"${character.repeat(times)}"`;
const emoji = (times: number) => quoted(String.raw`\ud83d\ude00`, times);
const items = (count: number) => `[${Array<string>(count).fill('"i"').join(',')}]`;
const shortened = (json: string) => (json.length > 40 ? `${json.slice(0, 40)}… (${json.length})` : json);

const NO_TEXT = 'null true 1 [] {} ["user1"] {"toString":null} {"__proto__":{"length":1}}'.split(' ');
const LONE_SURROGATES = String.raw`"\ud800" "a\udc00b" "\ude00\ud83d"`.split(' ');
const CONTROLS =
  String.raw`"\u0000" "a\u0000" "a\nb" "\u001b[31m" "\u007f" "\u0085" "a\u2028b" "a\u2029b"`.split(' ');
const BLANKS = ['""', '"   "', ...String.raw`"\u00a0" "\u200b" "\u3000\ufeff"`.split(' ')];
const UNPRINTABLE = [...LONE_SURROGATES, ...CONTROLS, ...BLANKS];

const WRONG: Readonly<Record<keyof typeof VALID, readonly string[]>> = {
  order_id: [
    ...[...NO_TEXT, ...UNPRINTABLE, '" A"', '"A "', quoted('A', 129), emoji(129), quoted('A', 90_000)],
    ...String.raw`"." ".." "A\n" "A\u00a0" "\u3000A" "A\u200bB" "A\u200d" "\ufeffA" "\u202eA"`.split(' '),
  ],
  user_id: [...NO_TEXT, ...UNPRINTABLE, quoted('u', 129), emoji(129), quoted('u', 90_000)],
  item_ids: [
    ...'null true 1 "item1" {} {"0":"item1","length":1} [] [["item1"]] ["item1",null] [1] [{}]'.split(' '),
    ...'[{"__proto__":{"length":1}}] [{"constructor":{"prototype":{}}}] [{"toString":null}]'.split(' '),
    ...[...UNPRINTABLE, quoted('i', 65), emoji(65)].map((item) => `["item1",${item}]`),
    items(1001),
  ],
  total_amount: [
    ...'null true "1" "" [] [1] {} {"valueOf":1}'.split(' '),
    ...'-1 -0.01 -1e400 1e400 1e-7 5e-324 0.001 1.005 10000000000 9999999999.991'.split(' '),
  ],
};

describeRefusals(
  'orders with a wrong value',
  Object.entries(WRONG).flatMap(([field, values]) =>
    values.map((json) => ({
      name: `${field} ${shortened(json)}`,
      bytes: rawOrder(orderJson({ [field]: json })),
      status: 400,
      code: 'validation_failed',
      pointers: [`/${field}`],
    })),
  ),
);

describeRefusals(
  'orders that lack a value',
  Object.keys(VALID).map((field) => ({
    name: `no ${field}`,
    bytes: rawOrder(orderJson({ [field]: '0' }).replace(`"${field}":0`, '"x":0')),
    status: 400,
    code: 'validation_failed',
    pointers: ['/x', `/${field}`],
  })),
);

const AT_THE_LIMIT: readonly { name: string; changes: Record<string, string> }[] = [
  { name: '128 emoji as user', changes: { user_id: emoji(128) } },
  { name: '64 emoji as item', changes: { item_ids: `[${emoji(64)}]` } },
  { name: '1000 items', changes: { item_ids: items(1000) } },
  { name: 'an id of 128 letters', changes: { order_id: quoted('A', 128) } },
  { name: 'an id of 128 emoji', changes: { order_id: emoji(128) } },
];

describeRefusals('orders with a single wrong value next to one at its limit', [
  ...AT_THE_LIMIT.map(({ name, changes }) => ({
    name,
    bytes: rawOrder(orderJson({ ...changes, total_amount: '-1' })),
    status: 400,
    pointers: ['/total_amount'],
  })),
  ...['0', '0.01', '9999999999.99', '1e2', '1.10'].map((amount) => ({
    name: `an amount of ${amount}`,
    bytes: rawOrder(orderJson({ total_amount: amount, user_id: '""' })),
    status: 400,
    pointers: ['/user_id'],
  })),
]);
