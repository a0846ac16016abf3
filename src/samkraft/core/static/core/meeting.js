/* The meeting page: larger type, and one part or one sentence at a time. Everything stands on the page without it.
   data-larger, data-steps="section" | "li" */
(function () {
  "use strict";

  var LARGER = "sk-larger";

  /* Only that the type is larger is remembered, for this window; never anything that was written. */
  function larger(button) {
    var root = document.documentElement;
    function show(on) {
      root.classList.toggle(LARGER, on);
      button.setAttribute("aria-pressed", String(on));
    }
    button.hidden = false;
    show(window.sessionStorage.getItem(LARGER) === "1");
    button.addEventListener("click", function () {
      var on = !root.classList.contains(LARGER);
      window.sessionStorage.setItem(LARGER, on ? "1" : "");
      show(on);
    });
  }

  function button(text, variant) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.variant = variant;
    made.textContent = text;
    return made;
  }

  /* One at a time: parts of the form are shown alone, sentences are marked where one reads. */
  function steps(place) {
    var marks = place.dataset.steps === "li";
    var all = Array.prototype.slice.call(place.querySelectorAll(marks ? "li" : ":scope > section"));
    if (all.length < 2) { return; }
    var bar = document.createElement("div");
    bar.className = "sk-row sk-steps-bar";
    var begin = button(marks ? "Läs en mening i taget" : "Visa en del i taget", "secondary");
    var back = button("Tillbaka", "secondary"), next = button(marks ? "Nästa mening" : "Nästa del", "secondary");
    var whole = button("Visa allt", "tertiary"), count = document.createElement("span");
    count.className = "sk-sub";
    var at = -1;

    function show(to, focus) {
      at = to;
      place.classList.toggle("is-stepped", at >= 0);
      all.forEach(function (one, number) {
        if (marks) { one.toggleAttribute("data-now", number === at); } else { one.hidden = at >= 0 && number !== at; }
      });
      begin.hidden = at >= 0;
      back.hidden = whole.hidden = next.hidden = at < 0;
      back.disabled = at === 0;
      next.disabled = at === all.length - 1;
      count.textContent = at < 0 ? "" : (at + 1) + " av " + all.length;
      if (at < 0 || !focus) { return; }
      var goal = marks ? all[at] : all[at].querySelector("h2");
      goal.setAttribute("tabindex", "-1");
      goal.focus({ preventScroll: true });
      goal.scrollIntoView({ block: marks ? "center" : "start" });
    }
    begin.addEventListener("click", function () { show(0, true); });
    back.addEventListener("click", function () { show(at - 1, true); });
    next.addEventListener("click", function () { show(at + 1, true); });
    whole.addEventListener("click", function () { show(-1); begin.focus(); });
    bar.append(begin, back, next, whole, count);
    place.insertBefore(bar, marks ? place.firstChild : all[0]);
    show(-1);
    /* A link to a part, and a field with an error, are never behind a hidden part. */
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href^='#']");
      var goal = link && document.getElementById(link.getAttribute("href").slice(1));
      if (goal && at >= 0 && place.contains(goal)) { show(-1); goal.scrollIntoView(); }
    });
  }

  document.querySelectorAll("[data-larger]").forEach(larger);
  document.querySelectorAll("[data-steps]").forEach(steps);
})();
