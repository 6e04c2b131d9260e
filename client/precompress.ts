/** Compresses once, at the build, what the server would otherwise compress for every visitor. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const WORTH_IT = /\.(js|css|svg|webmanifest)$/
const LEAST_BYTES = 1024

export function precompress(): Plugin {
  let dir = ''
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    configResolved({ build }) {
      dir = build.outDir
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
          if (WORTH_IT.test(name)) compress(join(dir, name))
        }
      },
    },
  }
}

function compress(file: string): void {
  const content = readFileSync(file)
  if (content.length < LEAST_BYTES) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}
