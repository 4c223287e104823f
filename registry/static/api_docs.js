// The reading page of the API; nothing is loaded from elsewhere.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".api-docs");
  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: false,
    validatorUrl: null,
    onComplete: () => describe(place),
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
  for (const part of place.querySelectorAll(".information-container, .filter")) {
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", part.matches(".filter") ? "Filter" : "About");
  }
}
