// Starts the GOV.UK components on the page. Everything works without it.
import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

initAll();

// Browsers that cannot hold a closed <details> open by style get the filters opened on a wide screen.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 56em)").matches) {
  for (const panel of document.querySelectorAll("details.filters")) panel.open = true;
}
