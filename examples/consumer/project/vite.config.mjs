// Bundles all dependencies. By default, Vite leaves those of a server to Node.js.
export default { build: { ssr: "src/main.ts", outDir: "out/vite" }, ssr: { noExternal: true } };
