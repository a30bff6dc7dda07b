import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse, Refusal } from '../core/problem.ts';
import { answerTo } from './routes.ts';
import type { Answer } from './routes.ts';

export interface ViewServer {
  readonly address: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Pages of ours hold no scripts and ask only this server. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A report holds scripts; it runs as a foreign origin that may ask nobody, so that a run from elsewhere cannot read the others. */
const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads";

/** Shows a results folder to browsers of this machine, read-only. `port` 0 takes any free one. */
export async function startView(results: string, port: number): Promise<ViewServer> {
  const server = createServer((request, response) => void serve(results, request, response));
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${HOST}:${taken}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((settle, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'another program has it' : (error.code ?? error.message);
      fail(
        new Refusal(
          refuse('USAGE', '', `cannot listen on port ${port}: ${reason}`, {
            hint: 'choose another with --port, or 0 for any free one',
          }).problems,
          2,
        ),
      );
    });
    server.listen(port, HOST, () => settle());
  });
}

async function serve(results: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await answerFor(results, request).catch((): Answer => plain(500, 'this page cannot be shown'));
  response.writeHead(answer.status, {
    'Content-Type': answer.type,
    'Content-Length': Buffer.byteLength(answer.body),
    'Content-Security-Policy': answer.report === true ? REPORT_POLICY : POLICY,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(answer.status === 405 && { Allow: 'GET, HEAD' }),
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

const plain = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

async function answerFor(results: string, request: IncomingMessage): Promise<Answer> {
  const port = request.socket.localPort ?? 0;
  // a page elsewhere whose name was rebound to 127.0.0.1 still sends its own name
  if (![`${HOST}:${port}`, `localhost:${port}`].includes(request.headers.host ?? ''))
    return plain(403, 'this server answers to 127.0.0.1 only');
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'read-only');
  const url = URL.canParse(request.url ?? '', `http://${HOST}`)
    ? new URL(request.url ?? '', `http://${HOST}`)
    : undefined;
  return url === undefined ? plain(400, 'no address') : answerTo(results, url);
}
