// The views of the app and its menu, from src/knowledge/views.ts: names below default/data/ui, and texts.

/** @typedef {import('../src/splunk/views/definition').View} View */
/** @typedef {typeof import('../src/splunk/views/definition').studio} Studio */

/** @param {readonly View[]} views @param {Studio} studio */
export function viewFiles(views, studio) {
  return {
    ...Object.fromEntries(views.map((view) => [`views/${view.id}.xml`, viewXml(view, studio)])),
    'nav/default.xml': navigation(views),
  };
}

// The definition is JSON in CDATA, which cannot hold its own end.
/** @param {View} view @param {Studio} studio */
function viewXml(view, studio) {
  const definition = JSON.stringify(studio(view), null, 2).replaceAll(']]>', ']]\\u003e');
  return `<dashboard version="2" theme="dark">
  <label>${escaped(view.label)}</label>
  <description>${escaped(view.description)}</description>
  <definition><![CDATA[
${definition}
  ]]></definition>
</dashboard>
`;
}

/** @param {readonly View[]} views */
function navigation(views) {
  const items = views.map(({ id }, at) => `  <view name="${id}"${at === 0 ? ' default="true"' : ''}/>`);
  return `<nav search_view="search">
${[...items, '  <view name="search"/>', '  <view name="reports"/>', '  <view name="alerts"/>'].join('\n')}
</nav>
`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
