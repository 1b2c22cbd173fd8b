import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import process from 'node:process';
import { URL } from 'node:url';

/** Sends as many large bodies of rubbish at once as it is told, and prints how they are answered. */
const [url, together] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const keys = Array.from({ length: 800_000 }, (_, index) => `"k${index}":1`).join();
const body = Buffer.from(`[{${keys}}]`.padEnd(10 * 1024 * 1024));
const head = `POST /orders/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;

for (let count = 0; count < Number(together); count++) {
  const socket = connect(Number(port), hostname);
  // It may be hung up on while it still sends.
  socket.on('error', () => undefined);
  socket.write(head);
  socket.write(body);
  socket.once('data', (answer) => {
    process.stdout.write(`${answer.toString('latin1').split(' ')[1]}\n`);
    socket.destroy();
  });
}
