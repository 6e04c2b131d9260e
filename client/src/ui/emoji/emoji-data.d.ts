declare module 'virtual:emoji-data' {
  /** address of the packed rows */
  const url: string
  export default url
}
