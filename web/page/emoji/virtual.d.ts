declare module 'virtual:emoji' {
  const groups: readonly (readonly (readonly [emoji: string, name: string])[])[];
  export default groups;
}
