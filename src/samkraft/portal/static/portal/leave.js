/* The quick way out (form[data-leave]): the page is blank at once, the session ends behind it, and going back leads
   nowhere, since this page's place in the history is taken by the one that it leads to. Without script the form does it. */
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset.leave) { return; }
    event.preventDefault();
    document.documentElement.hidden = true;
    document.title = "";
    window.fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
    window.location.replace(form.dataset.leave);
  });
}());
