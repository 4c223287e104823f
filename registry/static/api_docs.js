// The reading page of the API; nothing is loaded from elsewhere.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".api-docs");
  new MutationObserver(() => describe(place)).observe(place, { childList: true, subtree: true });
  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: false,
    validatorUrl: null,
    requestInterceptor: (request) => {
      const token = document.querySelector('meta[name="csrf-token"]');
      if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token.content;
      return request;
    },
  });
});

// What Swagger UI leaves out for those who listen to the page.
function describe(place) {
  for (const heading of place.querySelectorAll("h3.opblock-tag")) heading.setAttribute("aria-level", "2");
  for (const heading of place.querySelectorAll("h4")) heading.setAttribute("aria-level", "3");
  for (const part of place.querySelectorAll(".information-container, .filter")) {
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", part.matches(".filter") ? "Filter" : "About");
  }
  for (const field of place.querySelectorAll("tr[data-param-name] :is(select, input)"))
    field.setAttribute("aria-label", field.closest("tr").dataset.paramName);
}
