/* A form[data-passkey="make" or "use"] asks the browser for a passkey and sends what it gives.
   The options lie in the element that data-options names; without passkeys in the browser the words of data-failed show. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var words = document.getElementById(form.dataset.failed);
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value) { return; }
      event.preventDefault();
      delete form.dataset.sent;
      var options = JSON.parse(document.getElementById(form.dataset.options).textContent);
      var asked = form.dataset.passkey === "make" ? window.webauthnJSON.create(options) : window.webauthnJSON.get(options);
      asked.then(function (given) {
        form.elements.credential.value = JSON.stringify(given);
        form.submit();
      }, function () { words.hidden = false; words.focus(); });
    });
  });
})();
