/** The server that the command names. */
import type { TestProject } from 'vitest/node'
import './target.ts'

export default function setup(project: TestProject): void {
  const url = process.env.CONFORMANCE_URL
  if (!url) throw new Error('CONFORMANCE_URL is not set')
  project.provide('targets', [{ name: url, url }])
}
