/** One view, as Splunk Web would show it: Splunk's renderer, with our searches and our way to other views. */
import { DashboardContextProvider } from '@splunk/dashboard-context';
import DashboardCore from '@splunk/dashboard-core';
import EnterpriseViewOnlyPreset from '@splunk/dashboard-presets/EnterpriseViewOnlyPreset';
import SplunkThemeProvider from '@splunk/themes/SplunkThemeProvider';
import type { ComponentProps } from 'react';
import { createRoot } from 'react-dom/client';
import './fonts.css';
import './page.css';
import { LinkToDashboard } from './link_to_dashboard';
import { PreviewSearch } from './search';
import { noteTokens, tokensOf } from './tokens';

type Provider = ComponentProps<typeof DashboardContextProvider>;

interface Page {
  readonly theme: 'light' | 'dark';
  readonly definition: Provider['initialDefinition'];
}

const preset = {
  ...EnterpriseViewOnlyPreset,
  dataSources: { ...EnterpriseViewOnlyPreset.dataSources, 'ds.search': PreviewSearch, 'ds.chain': PreviewSearch },
  eventHandlers: { ...EnterpriseViewOnlyPreset.eventHandlers, 'drilldown.linkToDashboard': LinkToDashboard },
} as Provider['preset'];

const page = JSON.parse(document.getElementById('page')?.textContent ?? '') as Page;
const tokens = tokensOf(location.search);
noteTokens(tokens);
const root = document.getElementById('root') as HTMLElement;

createRoot(root).render(
  <SplunkThemeProvider family="enterprise" colorScheme={page.theme} density="comfortable">
    <DashboardContextProvider
      preset={preset}
      initialDefinition={page.definition}
      initialMode="view"
      initialTokenBinding={tokens}
      onTokenBindingChange={noteTokens}
    >
      <DashboardCore width="100%" height="auto" onValidationError={(error) => console.error('invalid definition', error)} />
    </DashboardContextProvider>
  </SplunkThemeProvider>,
);
