import { Budget } from '../../src/kernel/budget';

test('what is spent is renewed, and what went beyond is owed', () => {
  let now = 0;
  const budget = new Budget(200, () => now);
  const spend = (ms: number): void => budget.spend(() => void (now += ms));
  spend(150);
  expect(budget.isSpent).toBe(false);
  spend(300);
  expect(budget.isSpent).toBe(true);
  budget.renew();
  expect(budget.isSpent).toBe(true);
  budget.renew();
  expect(budget.isSpent).toBe(false);
  budget.renew();
  budget.renew();
  spend(200);
  expect(budget.isSpent).toBe(true);
});

test('what throws has taken time, too', () => {
  let now = 0;
  const budget = new Budget(10, () => now);
  expect(() => budget.spend(() => {
    now += 10;
    throw new Error('odd');
  })).toThrow('odd');
  expect(budget.isSpent).toBe(true);
});
