declare module 'virtual:about' {
  export const VERSION: string
  /** of the libraries that the app and its server stand on */
  export const LICENCES: { name: string; licence: string }[]
}
