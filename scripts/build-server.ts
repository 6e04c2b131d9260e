/** Bundles the server and its store's worker; packages stay where they are. */
import esbuild from 'esbuild'

export async function buildServer(outdir = 'dist/server'): Promise<void> {
  await esbuild.build({
    entryPoints: {
      main: 'server/src/main.ts',
      worker: 'server/src/sqlite/worker.ts',
      copies: 'server/src/copies.ts',
      password: 'server/src/password.ts',
    },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    legalComments: 'none',
    loader: { '.sql': 'text' },
    logLevel: 'warning',
  })
}
