import express, { type Request, type Response } from 'express';

/** The minimum in Express: parse JSON, return JSON. */
const app = express();
app.use(express.json());
app.post('/orders', (request: Request, response: Response) => {
  const { order_id } = request.body as { order_id: string };
  response.status(201).json({ message: 'Order received', order_id });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object')
    console.log(`Listening on http://127.0.0.1:${address.port}, yardstick`);
});
