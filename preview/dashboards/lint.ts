/** What is wrong with the shipped views, one line each: contents page. What Splunk would answer with an empty panel. */
import { interactionProblems } from './lint_interactions';
import { layoutProblems } from './lint_layout';
import { searchProblems } from './lint_searches';
import { studioProblems } from './lint_studio';
import type { Views } from './shipped';

/** @param app the app's folder as installed, whose macros, lookups and sourcetypes the searches use */
export function lintViews(views: Views, app: string): readonly string[] {
  return Object.keys(views).flatMap((id) => lintView(id, views, app));
}

/** Of one of them alone; a click may lead to another. Throws where there is none of that name. */
export function lintView(id: string, views: Views, app: string): readonly string[] {
  const view = views[id];
  if (view === undefined) throw new Error(`there is no view ${id}`);
  return [...studioProblems(view), ...layoutProblems(view), ...searchProblems(view, app), ...interactionProblems(view, views, app)].map((problem) => `${id}: ${problem}`);
}
