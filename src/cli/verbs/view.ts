import { Refusal, refuse } from '../../core/problem.ts';
import { loadConfig } from '../../spec/config.ts';
import { startView } from '../../view/server.ts';

const DEFAULT_PORT = '8417';

/** Serves the results folder to browsers of this machine until Ctrl-C. */
export async function view(options: { readonly port?: string }): Promise<void> {
  const port = Number(options.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Refusal(
      refuse('USAGE', '', '--port takes a port', { expected: '0 (any free one) to 65535', found: options.port ?? '' })
        .problems,
      2,
    );
  }
  const { paths } = await loadConfig(process.cwd());
  const server = await startView(paths.results, port);
  process.stdout.write(`${server.address}\n`);
  process.stderr.write('read-only, for browsers of this machine; Ctrl-C ends it\n');
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done);
  });
  await server.close();
}
