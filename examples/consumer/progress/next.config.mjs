export default {
  distDir: process.env.DIST_DIR,
  experimental: { turbopackFileSystemCacheForBuild: false }, // each build is the first one
};
