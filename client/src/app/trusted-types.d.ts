interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): { toString(): string } }
}

interface Window {
  readonly trustedTypes?: TrustedTypePolicyFactory
}
