// node steps/build_renderer.mjs: the renderer of the views, by itself: for the tests.
import { main } from './failure.mjs';
import { buildRenderer } from './renderer.mjs';

await main(buildRenderer);
