// An Eko that answers "not registered" after the milliseconds of its argument.
import { createServer } from 'node:http';

const delay = Number(process.argv[2]);
const reply = JSON.stringify({ status: 0, response_status_id: 1, response_type_id: 308, data: {} });
const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  request.resume();
  setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(reply), delay);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
