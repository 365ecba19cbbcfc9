/** Readable on dark and on light (3 to 1 at least against black and against white): failures are red, what went well is green or a calm blue, what needs a look is amber. */
export const colors = { good: '#2B9E4B', calm: '#3C8DBC', warning: '#A07400', bad: '#DC4E41', second: '#7B56DB', other: '#708794' } as const;

/** For a measure over time. */
export const medianColors = { Median: colors.calm, p95: colors.warning } as const;
