/** What is wrong with the shipped views, one line each: contents page. What Splunk would answer with an empty panel. */
import { interactionProblems } from './lint_interactions';
import { layoutProblems } from './lint_layout';
import { searchProblems } from './lint_searches';
import { studioProblems } from './lint_studio';
import type { Views } from './shipped';

/** @param app the app's folder as installed, whose macros, lookups and sourcetypes the searches use */
export function lintViews(views: Views, app: string): readonly string[] {
  return Object.entries(views).flatMap(([id, view]) =>
    [...studioProblems(view), ...layoutProblems(view), ...searchProblems(view, app), ...interactionProblems(view, views, app)].map((problem) => `${id}: ${problem}`));
}
