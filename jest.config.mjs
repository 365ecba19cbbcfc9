// One file after the other: the system tests share the kernel, and the machine may be small.
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/set_up.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '\\.(ts|mjs)$': '<rootDir>/test/reporter/transform.cjs' },
  testTimeout: 30000,
  maxWorkers: 1,
  reporters: ['default', '<rootDir>/test/reporter/count.cjs'],
};
