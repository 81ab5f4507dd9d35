/** Whether this code runs in a function of Vercel, Netlify or AWS Lambda, which is stopped after its response. */
export const isServerless = Boolean(process.env.VERCEL || process.env.AWS_LAMBDA_FUNCTION_NAME);
