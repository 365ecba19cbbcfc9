// One file after the other: the system tests share the kernel, and the machine may be small.
// Packages that are no CommonJS.
const esModules = '(string-width|strip-ansi|ansi-regex|get-east-asian-width)';

export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/set_up.mjs',
  roots: ['<rootDir>/test', '<rootDir>/preview/spl/test'],
  testMatch: ['**/*.test.ts'],
  transform: { [`\\.(ts|mjs)$|/node_modules/${esModules}/`]: '<rootDir>/test/reporter/transform.cjs' },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}/)`],
  testTimeout: 30000,
  maxWorkers: 1,
  reporters: ['default', '<rootDir>/test/reporter/count.cjs'],
};
