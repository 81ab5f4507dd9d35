/** What a browser reports while a server is restarted: lost connections, and responses of one that is starting. */
export const restartProblems = [
  /ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)/,
  /\b50[03]\b/,
];
