/** A request as sent; its body is ASCII. */
export function post(path: string, body: string, type = 'application/json'): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

export function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

/** Generates orders with new ids; `prefix` distinguishes runs. */
export function orderMaker(prefix: string): () => string {
  let made = 0;
  return () => {
    const number = ++made;
    return `{"user_id":"user${(number * 7919) % 10_007}","order_id":"${prefix}-${number}","item_ids":["item1","item2"],"total_amount":199.99}`;
  };
}
