/** Durable, sized for a small production server; everything else is PostgreSQL's default. */
export const postgresSettings: Readonly<Record<string, string>> = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "1GB",
  effective_cache_size: "3GB",
  // Checkpoints happen between the measurements instead of during some of them.
  max_wal_size: "8GB",
  checkpoint_timeout: "30min",
  max_connections: "300",
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track_planning": "on",
};
