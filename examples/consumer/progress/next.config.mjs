export default {
  experimental: { turbopackFileSystemCacheForBuild: false }, // each build is the first one
};
