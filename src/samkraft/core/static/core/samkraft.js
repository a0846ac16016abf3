/* Samkraft's own behaviour, hung on data- attributes. Every page works without it.
   data-autosave-url, data-warn-unsaved, data-menu, data-print, data-focus, data-announce, data-no-wait, data-fold, data-lock, data-submit-now,
   data-count-word, data-next-part, data-hold, data-tick-all, data-texts, data-shortcuts, data-goto, data-new */
(function () {
  "use strict";

  var WAIT_MS = 400, TYPING_MS = 1200, RETRY_MS = 5000, RETRY_MAX_MS = 60000;
  var leaving = false, savers = [];

  function each(root, selector, todo) {
    if (root.matches && root.matches(selector)) { todo(root); }
    root.querySelectorAll(selector).forEach(todo);
  }
  function say(text) {
    var live = document.getElementById("sk-live");
    if (live) { live.textContent = ""; window.setTimeout(function () { live.textContent = text; }, 50); }
  }
  function token(near) {
    var field = (near && near.querySelector("[name=csrfmiddlewaretoken]")) || document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }
  function clock() {
    var now = new Date();
    return String(now.getHours()).padStart(2, "0") + "." + String(now.getMinutes()).padStart(2, "0");
  }

  /* ---- Whoever logs in again in another tab gets a new token: what was typed here is sent with that one. ---- */
  function renewToken() {
    return fetch(window.location.pathname, { credentials: "same-origin", redirect: "manual" }).then(function (response) {
      if (!response.ok) { return false; }
      return response.text().then(function (page) {
        var fresh = token(new DOMParser().parseFromString(page, "text/html"));
        each(document, "[name=csrfmiddlewaretoken]", function (field) { field.value = fresh || field.value; });
        return Boolean(fresh);
      });
    }, function () { return false; });
  }

  /* ---- Autosave: the form (or one text box) is posted while typing; nothing typed is ever taken away. ---- */
  function autosave(element) {
    if (element.dataset.autosaveReady) { return; }
    element.dataset.autosaveReady = "yes";
    var form = element.form || element;
    var state = document.getElementById(element.dataset.autosaveState || "") || form.querySelector("[data-autosave-state]");
    var texts = state ? state.dataset : {};
    var timer = null, wait = RETRY_MS, busy = false, again = false, running = null;

    function show(text) {
      var place = state && (state.querySelector("[data-autosave-text]") || state);
      if (place) { place.textContent = text; }
      if (state) { state.hidden = false; }
    }
    function body() {
      var data = new FormData();
      if (element === form) { data = new FormData(form); } else { data.append(element.name, element.value); }
      data.delete("csrfmiddlewaretoken");
      data.forEach(function (value, name) { if (value instanceof File) { data.delete(name); } });
      return data;
    }
    function later(ms) { window.clearTimeout(timer); timer = window.setTimeout(save, ms); }
    function failed(text) {
      show(text);
      later(wait);
      wait = Math.min(wait * 2, RETRY_MAX_MS);
    }
    function kept(response, answer) {
      if (response.ok) {
        wait = RETRY_MS;
        if (!again) { element.removeAttribute("data-unsaved"); }
        show(answer.text || (texts.textSaved || "Sparat {time} som utkast. Bara du ser det.").replace("{time}", answer.time || clock()));
      } else if (response.status === 409 || response.status === 422) {
        show(answer.text || texts.textConflict || "Någon annan har ändrat samma sak. Din text finns kvar här.");
      } else if (response.status === 401 || response.status === 403 || response.status === 404) {
        show(texts.textLogin || "Du är utloggad. Texten finns kvar här. Logga in i en ny flik och skriv vidare.");
        renewToken().then(function (known) { later(known ? wait : RETRY_MAX_MS); wait = Math.min(wait * 2, RETRY_MAX_MS); });
      } else {
        failed(texts.textFailed || "Kunde inte spara. Texten finns kvar här, vi försöker igen.");
      }
    }
    function save() {
      window.clearTimeout(timer);
      if (!element.hasAttribute("data-unsaved") || leaving) { return Promise.resolve(); }
      if (busy) { again = true; return running; }
      busy = true; again = false;
      running = fetch(element.dataset.autosaveUrl, {
        method: "POST", body: body(), credentials: "same-origin", keepalive: document.visibilityState === "hidden", redirect: "manual",
        headers: { "X-CSRFToken": token(form), "X-Requested-With": "XMLHttpRequest", "Accept": "application/json" }
      }).then(function (response) {
        if (response.type === "opaqueredirect") { return kept({ ok: false, status: 401 }, {}); }
        return response.json().catch(function () { return {}; }).then(function (answer) { kept(response, answer); });
      }, function () {
        failed(texts.textOffline || "Ingen kontakt med servern. Texten finns kvar här och sparas när nätet är tillbaka.");
      }).then(function () {
        busy = false;
        return again ? save() : undefined;
      });
      return running;
    }
    savers.push(save);
    element.addEventListener("input", function () {
      element.setAttribute("data-unsaved", "");
      if (busy) { again = true; }
      later(TYPING_MS);
    });
    element.addEventListener("change", function () { if (element.hasAttribute("data-unsaved")) { later(200); } });
    window.addEventListener("online", save);
    document.addEventListener("visibilitychange", save);
  }

  /* ---- A page left with unsaved changes asks first. ---- */
  function watch(form) {
    form.addEventListener("input", function () { form.setAttribute("data-unsaved", ""); });
  }
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && document.querySelector("[data-unsaved]")) { event.preventDefault(); event.returnValue = ""; }
  });

  /* ---- A form that holds: sent only when the site answers and knows the person; else all stays here, and words say so. ---- */
  function hold(form) {
    var place = form.querySelector("[data-autosave-text]") || document.querySelector("[data-autosave-text]");
    var texts = place ? place.closest("[data-autosave-state]") : null, checking = false;
    function keep(text) {
      if (place) { place.textContent = text; texts.hidden = false; }
      say(text);
    }
    form.addEventListener("submit", function (event) {
      if (form.dataset.reached) { delete form.dataset.reached; return; }
      event.preventDefault();
      if (checking) { return; }
      checking = true;
      renewToken().then(function (known) {
        checking = false;
        if (known) {
          form.dataset.reached = "yes";
          form.requestSubmit(event.submitter);
        } else if (navigator.onLine === false) {
          keep(texts.dataset.textHeld);
        } else {
          keep(texts.dataset.textHeldLogin);
        }
      });
    });
  }

  /* ---- Waiting: after 400 ms the button says so; the old content stays. A form is sent once. ---- */
  function waiting(button) {
    var word = document.body.dataset.wait || "Hämtar …";
    return window.setTimeout(function () {
      if (button) {
        button.dataset.said = button.innerHTML;
        button.textContent = word;
        button.classList.add("sk-waiting");
        button.setAttribute("aria-disabled", "true");
      }
      say(word);
    }, WAIT_MS);
  }
  function restore(button) {
    if (button && button.dataset.said !== undefined) {
      button.innerHTML = button.dataset.said;
      delete button.dataset.said;
      button.classList.remove("sk-waiting");
      button.removeAttribute("aria-disabled");
    }
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-no-wait") || form.matches("[hx-get],[hx-post]")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    leaving = true;
    waiting(event.submitter || form.querySelector("[type=submit]"));
  });
  /* ---- The quick lock waits until what was typed is saved, two seconds at most; what can't be saved asks first. ---- */
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-lock")) { return; }
    event.preventDefault();
    var late = new Promise(function (done) { window.setTimeout(done, 2000); });
    Promise.race([Promise.all(savers.map(function (save) { return save(); })), late]).then(function () { event.target.submit(); });
  });
  window.addEventListener("pageshow", function () {
    leaving = false;
    each(document, "form[data-sent]", function (form) { delete form.dataset.sent; });
    each(document, ".sk-waiting", restore);
  });

  /* ---- htmx: the token, the wait, and where the focus goes after a swap. ---- */
  var timers = new WeakMap();
  function pressed(element) { return element.matches("button,a") ? element : element.querySelector("[type=submit]"); }
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") { event.detail.headers["X-CSRFToken"] = token(event.detail.elt.form || event.detail.elt); }
  });
  document.addEventListener("htmx:beforeRequest", function (event) { timers.set(event.detail.elt, waiting(pressed(event.detail.elt))); });
  document.addEventListener("htmx:afterRequest", function (event) {
    window.clearTimeout(timers.get(event.detail.elt));
    restore(pressed(event.detail.elt));
    if (event.detail.successful) { event.detail.elt.removeAttribute("data-unsaved"); } else { say(document.body.dataset.failed || "Det gick inte. Försök igen."); }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var target = event.detail.elt;
    start(target);
    var place = target.querySelector("[data-focus]") || (target.hasAttribute("data-focus") ? target : null);
    if (!place && (!document.activeElement || document.activeElement === document.body)) { place = target; }
    if (place) {
      if (!place.matches("a,button,input,select,textarea,[tabindex]")) { place.setAttribute("tabindex", "-1"); }
      place.focus();
    }
    var news = target.querySelector("[data-announce]");
    if (news) { say(news.getAttribute("data-announce") || news.textContent); }
  });

  /* ---- Menu: Escape closes it and gives the focus back. ---- */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    each(document, "details[data-menu][open]", function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", function (event) {
    each(document, "details[data-menu][open]", function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
    var printer = event.target.closest && event.target.closest("[data-print]");
    if (printer) { window.print(); }
  });

  /* ---- Long parts fold on a narrow screen; the style sheet decides where, so print and wide screens show all. ---- */
  function fold(part) {
    var head = part.querySelector("[data-fold-head]"), place = head && (head.querySelector("th") || head);
    if (!place || part.dataset.foldReady) { return; }
    part.dataset.foldReady = "yes";
    var button = document.createElement("button"), word = document.createElement("span"), what = document.createElement("span");
    var name = (head.querySelector("h2") || place).firstChild.textContent.trim();
    function show(open) {
      part.toggleAttribute("data-folded", !open);
      button.setAttribute("aria-expanded", String(open));
      word.textContent = (open ? "Dölj " : "Visa ") + part.dataset.fold;
    }
    button.type = "button"; button.className = "sk-fold sk-linkbutton";
    what.className = "sk-vh"; what.textContent = ": " + name;
    button.append(word, what);
    button.addEventListener("click", function () { show(part.hasAttribute("data-folded")); });
    place.append(button);
    show(Boolean(location.hash) && part.contains(document.getElementById(location.hash.slice(1))));
    part.addEventListener("sk:open", function () { show(true); });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    var goal = link && document.getElementById(link.getAttribute("href").slice(1));
    var part = goal && goal.closest("[data-fold]");
    if (part) { part.dispatchEvent(new Event("sk:open")); }
  });

  /* ---- Parts of a long form, one open at a time: how much is answered in each, and on to the next. ---- */
  function count(place) {
    var part = place.closest("details");
    function show() {
      var ticked = part.querySelectorAll("input:checked").length;
      place.textContent = ticked ? ticked + " " + place.dataset.countWord : place.dataset.countNone;
    }
    part.addEventListener("change", show);
    part.addEventListener("toggle", function () {
      var asked = part.open && document.activeElement === part.querySelector("summary");
      if (asked && part.getBoundingClientRect().top < 0) { part.scrollIntoView(); }
    });
    show();
  }
  function nextPart(button) {
    var all = Array.prototype.slice.call(document.querySelectorAll("details.sk-part"));
    var next = all[all.indexOf(button.closest("details")) + 1];
    button.hidden = !next;
    button.addEventListener("click", function () {
      next.open = true;
      next.scrollIntoView();
      next.querySelector("summary").focus({ preventScroll: true });
    });
  }

  /* ---- Texts of the branch under a text box: fetched when asked for, put in at the cursor, in place of nothing. ---- */
  function offerTexts(area) {
    if (area.dataset.textsReady) { return; }
    area.dataset.textsReady = "yes";
    var part = document.createElement("details"), head = document.createElement("summary"), place = document.createElement("div");
    var label = document.querySelector("label[for='" + area.id + "']"), what = document.createElement("span");
    what.className = "sk-vh"; what.textContent = label ? ": " + label.firstChild.textContent.trim() : "";
    head.append(area.dataset.textsOffer, what);
    part.className = "sk-data"; part.append(head, place);
    area.after(part);
    part.addEventListener("toggle", function () {
      if (!part.open || place.firstChild) { return; }
      fetch(area.dataset.texts, { credentials: "same-origin", redirect: "manual" }).then(function (response) {
        if (!response.ok) { throw new Error(); }
        return response.text();
      }).then(function (html) { place.innerHTML = html; }, function () { place.textContent = document.body.dataset.failed; });
    });
    place.addEventListener("click", function (event) {
      var button = event.target.closest("[data-insert]");
      if (!button) { return; }
      var text = button.closest("li").querySelector("[data-text-body]").innerText.trim();
      var before = area.value.slice(0, area.selectionEnd), gap = before && !/\s$/.test(before) ? "\n" : "";
      area.setRangeText(gap + text, area.selectionEnd, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      part.open = false;
      area.focus();
      say(area.dataset.textsDone);
    });
  }

  /* ---- Shortcuts, where they are on (body[data-shortcuts]): never with Ctrl, Alt or Meta, never while somebody writes. ---- */
  var afterG = 0, G_MS = 1500;
  function writes(place) { return Boolean(place.closest("input:not([type='checkbox']),textarea,select,[contenteditable]:not([contenteditable='false'])")); }
  function inSight(place) { return place.getClientRects().length > 0; }
  function rows() {
    var found = Array.prototype.map.call(
      document.querySelectorAll("#main .sk-table--hover tbody tr, #main .sk-queue > li"),
      function (row) { return row.querySelector("a[href],button,input[type=checkbox]"); });
    return found.filter(function (place) { return place && inSight(place); });
  }
  function step(by) {
    var all = rows(), here = document.activeElement && document.activeElement.closest("tr,li");
    var at = all.findIndex(function (place) { return here && here.contains(place); });
    var next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) { next.focus(); }
    return Boolean(next);
  }
  function go(url) { window.location.assign(url); return true; }
  function shortcut(key) {
    var place;
    if (afterG && Date.now() - afterG < G_MS) {
      afterG = 0;
      place = document.querySelector("[data-goto='" + key + "']");
      return Boolean(place) && go(place.href);
    }
    afterG = key === "g" ? Date.now() : 0;
    if (key === "?") { return go(document.body.dataset.shortcuts); }
    if (key === "j") { return step(1); }
    if (key === "k") { return step(-1); }
    if (key === "n") { place = document.querySelector("[data-new]"); return Boolean(place) && go(place.dataset.new); }
    if (key === "/") {
      place = Array.prototype.filter.call(document.querySelectorAll(".sk-find input[type=search]"), inSight)[0];
      if (!place && document.querySelector(".sk-menu .sk-find")) {
        document.querySelector(".sk-menu").open = true;
        place = document.querySelector(".sk-menu .sk-find input[type=search]");
      }
      if (place) { place.focus(); }
      return Boolean(place);
    }
    return false;
  }
  document.addEventListener("keydown", function (event) {
    if (!document.body.dataset.shortcuts || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    if (event.defaultPrevented || event.key.length !== 1 || writes(event.target)) { return; }
    if (shortcut(/^[a-z?/]$/.test(event.key) ? event.key : "")) { event.preventDefault(); }
  });

  /* ---- All boxes of a name ticked, or none where all were. ---- */
  function tickAll(button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var boxes = document.getElementsByName(button.dataset.tickAll);
      var all = Array.prototype.every.call(boxes, function (box) { return box.checked; });
      Array.prototype.forEach.call(boxes, function (box) { box.checked = !all; });
    });
  }

  function start(root) {
    each(root, "[data-tick-all]", tickAll);
    each(root, "textarea[data-texts]", offerTexts);
    each(root, "[data-count-word]", count);
    each(root, "[data-next-part]", nextPart);
    each(root, "[data-fold]", fold);
    each(root, "[data-autosave-url]", autosave);
    each(root, "form[data-warn-unsaved]", watch);
    each(root, "form[data-hold]", hold);
    each(root, "form[data-submit-now]", function (form) { form.removeAttribute("data-submit-now"); form.requestSubmit(); });
    each(root, "[data-print]", function (button) { button.hidden = false; });
  }
  start(document);
  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
})();
