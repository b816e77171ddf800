(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A form that could not be sent keeps its words, is sent again by itself, and the server takes it once: its key stays.
  const notice = (form, text) => {
    let place = $(".unsent", form);
    if (!place) {
      place = document.createElement("p");
      place.className = "notice warn unsent";
      place.setAttribute("role", "alert");
      form.append(place);
    }
    place.replaceChildren(document.createElement("span"));
    place.firstChild.textContent = text;
    return place.firstChild;
  };

  // What is typed is kept on the server one second after typing stops, by field group; the newest wins, and the form says so.
  const drafts = new WeakMap();
  const draftOf = (form) => drafts.get(form) || drafts.set(form, { groups: new Set() }).get(form);
  const groupOf = (name) => name.split(".")[0];
  const say = (form, text) => {
    $(".draft span", form).textContent = text;
    $(".draft button", form).hidden = false;
  };
  const fill = (form, told) => {
    for (const field of form.elements) {
      const group = told[groupOf(field.name)];
      if (!group || !field.name || /^(hidden|submit|button)$/.test(field.type) || draftOf(form).groups.has(groupOf(field.name))) continue;
      const values = group[field.name] || [];
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[all(`[name="${CSS.escape(field.name)}"]`, form).indexOf(field)] ?? field.value;
    }
  };
  const save = (form, leaving = false) => {
    const draft = draftOf(form);
    clearTimeout(draft.timer);
    if ((draft.saving && !leaving) || !draft.groups.size) return;
    const groups = [...draft.groups];
    const words = new URLSearchParams([["_since", $(".draft", form).dataset.seen]]);
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && (["_csrf", "_draft", "_seen"].includes(name) || groups.includes(groupOf(name)))) words.append(name, value);
    }
    for (const one of groups) words.append("_part", one);
    draft.groups.clear();
    draft.saving = fetch(form.dataset.draft, { method: "POST", body: words, headers: { "HX-Request": "draft" }, keepalive: `${words}`.length < 60000, signal: AbortSignal.timeout(10000) })
      .then(async (answer) => {
        if (answer.status >= 500) throw new Error("away");
        const told = await answer.json();
        say(form, told.said || told.detail);
        if (!told.at) return;
        $(".draft", form).dataset.seen = told.at;
        fill(form, told.groups);
      })
      .catch(() => {
        groups.forEach((one) => draft.groups.add(one));
        say(form, "Chưa lưu được bản nháp; đang thử lại.");
      })
      .finally(() => {
        draft.saving = null;
        if (draft.groups.size) later(form, 3000);
      });
  };
  const later = (form, pause) => {
    const draft = draftOf(form);
    clearTimeout(draft.timer);
    draft.timer = setTimeout(save, pause, form);
  };
  const settle = async (form) => {
    const draft = draftOf(form);
    await draft.saving;
    clearTimeout(draft.timer);
    draft.groups.clear();
  };
  // What is typed while a form is on its way stands in the form that answers it.
  const carry = (form, answer) => {
    const { groups, timer } = draftOf(form);
    clearTimeout(timer);
    if (!groups.size) return;
    const IN_ROW = /-\d+-/;
    const renumbered = [...form.elements].some(({ name }) => IN_ROW.test(name) && !answer.elements[name]);
    const typed = Object.fromEntries([...groups].filter((one) => !renumbered || !IN_ROW.test(one)).map((one) => [one, {}]));
    for (const [name, value] of new FormData(form)) {
      const group = typed[groupOf(name)];
      if (group && typeof value === "string") (group[name] ??= []).push(value);
    }
    fill(answer, typed);
    Object.keys(typed).forEach((one) => draftOf(answer).groups.add(one));
    later(answer, 1000);
  };
  // not on change: leaving a field would save its text again, over what another device has typed meanwhile
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft || !event.target.name) return;
    const groups = draftOf(form).groups;
    groups.add(groupOf(event.target.name));
    // a row that is given is known by a hidden field, not by its place: it is kept whole
    const row = event.target.name.match(/^.+?-\d+-/)?.[0];
    const rest = row ? [...form.elements].filter((one) => one.name?.startsWith(row)) : [];
    if (rest.some((one) => one.type === "hidden")) rest.forEach((one) => groups.add(groupOf(one.name)));
    later(form, 1000);
  });
  addEventListener("pagehide", () => all("form[data-draft]").forEach((form) => save(form, true)));

  // A page that a form was answered with is a place in history: Back and Forward find what was typed.
  const places = new Map();
  let turn = 0;
  let at = history.state?.at ?? 0;
  history.replaceState({ ...history.state, at }, "");
  const show = (main, title) => {
    $("main").replaceWith(main);
    document.title = title;
    age();
    ($("#cho-can-sua") || $("h1"))?.focus();
  };
  const leave = () => places.set(at, [$("main"), document.title]);
  addEventListener("popstate", (event) => {
    if (!event.state) return history.replaceState({ at }, "");  // a link to a field of this page
    if (event.state.at === undefined || event.state.at === at) return;
    const there = places.get(event.state.at);
    if (!there) return location.reload();
    leave();
    at = event.state.at;
    show(...there);
    // what was answered with a page is over: sent again, perhaps changed, it is another act
    all("[name=_key]").forEach((key) => { key.value = `${key.value.slice(0, 36)}.${(turn += 1)}`; });
  });

  let unsent = false;
  addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

  const send = async (form, button, since) => {
    await form.sendingFiles;
    await settle(form);
    // files that no script has sent yet go whole, with the rest
    const whole = new FormData(form);
    const words = new URLSearchParams([...whole].filter(([, value]) => typeof value === "string"));
    if (button?.name) words.set(button.name, button.value);
    const files = [...whole].filter(([, value]) => typeof value !== "string" && value.size);
    const body = files.length ? new FormData() : words;
    if (files.length) [...words, ...files].forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "form" }, signal: AbortSignal.timeout(files.length ? 60000 : 20000) });
      if (answer.status >= 502) throw new Error("away");
      if (answer.headers.get("content-type")?.startsWith("application/problem")) return refuse(form, await answer.json());
      unsent = false;
      if (answer.redirected) {
        const typed = new URLSearchParams([...words].filter(([name]) => !name.startsWith("_")));
        if (form.dataset.back) history.replaceState(null, "", `${form.dataset.back}?${typed}`);
        return location.assign(answer.url);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      release(form);
      $(".unsent", form)?.remove();
      const answered = page.getElementById(form.id);
      if (answered) carry(form, answered);
      else {
        leave();
        history.pushState({ at: (at += 1) }, "");
      }
      show(page.querySelector("main"), page.title);
    } catch {
      unsent = true;
      if (Date.now() - since > 600000) {
        notice(form, "Chưa gửi được sau 10 phút. Chữ còn trên trang này; kiểm tra đường mạng rồi bấm gửi lại.");
        return release(form);
      }
      notice(form, "Chưa gửi được, chữ còn trên trang này. Đang tự gửi lại; hệ thống không ghi hai lần.");
      setTimeout(() => send(form, button, since), 3000);
    }
  };
  const refuse = (form, problem) => {
    const place = notice(form, problem.detail);
    if (problem.status === 401) {
      const link = Object.assign(document.createElement("a"), { href: "/session/sign-in", target: "_blank", textContent: "Đăng nhập lại ở thẻ mới" });
      place.append(" ", link, ", rồi quay lại đây bấm gửi.");
    }
    unsent = true;
    release(form);
  };
  const release = (form) => {
    delete form.dataset.sending;
    all("button", form).forEach((button) => {
      button.disabled = false;
      button.textContent = button.dataset.word || button.textContent;
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]") || event.defaultPrevented) return;
    if (event.submitter?.hasAttribute("formaction")) {
      if (draftOf(form).settled) return;
      event.preventDefault();
      return settle(form).then(() => {
        draftOf(form).settled = true;
        setTimeout(() => event.submitter.click());  // a form does not submit while it submits
      });
    }
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const button = event.submitter;
    all("button", form).forEach((one) => { one.disabled = true; });
    if (button) {
      button.dataset.word = button.textContent;
      button.textContent = "Đang gửi…";
    }
    send(form, button, Date.now());
  });

  // A search by name is posted, for names stand in no address. Its words are kept with the place in history: Back and a reload, which
  // fetch the page anew without them, look for them again.
  const POSTED = "form.filters[method=post]";
  const WHILE_TYPING = "form[hx-post][role=search]";
  const keep = (form) => {
    const words = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !name.startsWith("_"));
    history.replaceState({ ...history.state, sought: `${new URLSearchParams(words)}` }, "");
  };
  const refill = (form) => {
    for (const [name, value] of new URLSearchParams(history.state.sought)) if (form.elements[name]) form.elements[name].value = value;
  };
  const again = async (form) => {
    refill(form);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(20000) });
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok || answer.redirected || !main) return;
    $("main").replaceWith(main);
    window.htmx?.process(main);
    age();
  };
  const posted = $(POSTED);
  if (posted?.elements.tim?.value) keep(posted);
  else if (posted && history.state?.sought) again(posted).catch(() => {});
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => { if (elt.matches(WHILE_TYPING)) keep(elt); });
  document.addEventListener("htmx:load", () => {
    const form = $(WHILE_TYPING);
    if (!history.state?.sought || !form) return;
    refill(form);
    form.requestSubmit();
  }, { once: true });

  // Age counts by the server's clock, as the page brought it; what has aged says so and offers to be loaded again.
  const ahead = new Date($("html").dataset.now) - Date.now();
  const age = () => all("[data-fresh]").forEach((place) => {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - new Date(place.dataset.fresh)) / 1000));
    let said = $(".age", place);
    if (!said) { said = document.createElement("span"); said.className = "age"; place.append(said); }
    said.textContent = seconds < 60 ? ` (${seconds} giây trước)` : ` (${Math.floor(seconds / 60)} phút trước)`;
    const old = seconds > 120;
    if (old && !$("a", place)) place.append(" ", Object.assign(document.createElement("a"), { href: "", textContent: "Tải lại" }));
    if (!old) $("a", place)?.remove();
    place.classList.toggle("old", old);
  });
  setInterval(age, 1000);

  // One stream a page, closed while nobody looks. Refused or silent, the page is fetched instead. Neither ever moves focus.
  const EVERY = 15000;
  let stream = null;
  let heard = 0;
  let waiting = 0;
  const rest = () => { clearTimeout(waiting); waiting = setTimeout(fallBack, EVERY); };
  const tell = (text, lost) => all(".live").forEach((lamp) => {
    lamp.classList.toggle("lost", lost);
    if (lamp.textContent !== text) lamp.textContent = text;
  });
  const put = (place, html) => {
    if (place.contains(document.activeElement) && document.activeElement.matches("input,select,textarea")) return;
    const id = place.contains(document.activeElement) ? document.activeElement.id : "";
    const open = all("details[open][id]", place).map((one) => one.id);
    place.innerHTML = html;
    open.forEach((one) => document.getElementById(one)?.setAttribute("open", ""));
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
  };
  const refresh = (at) => {
    const local = new Date(new Date(at).getTime() + 7 * 3600000).toISOString();
    all("[data-fresh]").forEach((one) => { one.dataset.fresh = at; $("time", one).textContent = local.slice(11, 19); });
    age();
  };
  const listen = () => {
    const place = $("[data-live]");
    if (!place || stream || document.hidden) return;
    stream = new EventSource(place.dataset.live);
    stream.addEventListener("fragment", (event) => put(place, event.data));
    stream.addEventListener("fresh", (event) => {
      heard = Date.now();
      rest();
      refresh(event.data);
      tell("Trực tiếp", false);
    });
    stream.onerror = () => {
      // the browser comes back by itself from a cut, never from a refusal
      if (stream?.readyState !== EventSource.CLOSED) return tell("Mất kết nối trực tiếp, đang nối lại", true);
      stream = null;
      if (Date.now() - asked >= EVERY) fallBack();
    };
    rest();
  };
  let asked = 0;
  const fallBack = async () => {
    const place = $("[data-live]");
    if (document.hidden || !place) return;
    const refused = !stream;
    asked = Date.now();
    stream?.close();
    stream = null;
    listen();
    try {
      const answer = await fetch(location.href, { headers: { "HX-Request": "live" }, signal: AbortSignal.timeout(EVERY) });
      if (heard > asked) return;
      if (answer.status === 401) return tell("Phiên làm việc đã kết thúc; tải lại trang để đăng nhập", true);
      if (!answer.ok) throw new Error("away");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = $("[data-live]", page);
      if (!now) return location.reload();
      put(place, now.innerHTML);
      const fresh = $("[data-fresh]", page);
      if (fresh) refresh(fresh.dataset.fresh);
      tell(`${refused ? "Nhiều người đang xem, chưa nối trực tiếp được" : "Không nhận được số liệu trực tiếp"}; cập nhật mỗi 15 giây`, true);
    } catch {
      tell("Mất kết nối; thử lại mỗi 15 giây", true);
    } finally {
      rest();
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return listen();
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  });
  addEventListener("pagehide", () => stream?.close());

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  // A grid is one stop for Tab; arrows, Home and End move between its cells, Enter follows the link of a cell.
  const grid = (table) => {
    const rows = all("tbody tr", table).map((row) => [...row.cells].map((cell) => $("a", cell) || cell));
    let stop = $("tbody a", table) || rows[0][0];
    table.setAttribute("role", "grid");
    table.closest(".scroll").removeAttribute("tabindex");
    rows.flat().forEach((one) => { one.tabIndex = one === stop ? 0 : -1; });
    table.addEventListener("focusin", (event) => {
      stop.tabIndex = -1;
      stop = event.target;
      stop.tabIndex = 0;
    });
    table.addEventListener("keydown", (event) => {
      if (event.altKey || event.metaKey) return;
      const y = rows.findIndex((row) => row.includes(event.target));
      const x = rows[y].indexOf(event.target);
      const to = {
        ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x],
        Home: [event.ctrlKey ? 0 : y, 0], End: [event.ctrlKey ? rows.length - 1 : y, rows[y].length - 1],
      }[event.key];
      if (!to) return;
      event.preventDefault();
      rows[to[0]]?.[to[1]]?.focus();
    });
  };
  document.addEventListener("htmx:load", (event) => all("table.keys", event.detail.elt).forEach(grid));

  // What could not be fetched: a part of a page names itself and keeps its link; a search must not leave older hits standing.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const place = event.detail.target;
      if (!place.dataset.late) return void (place.textContent = "Chưa tìm được. Bấm Tìm để tìm lại.");
      $(".late-part", place)?.remove();
      place.prepend(Object.assign(document.createElement("p"), { className: "late-part", textContent: place.dataset.late }));
    });
  }

  // A file that is too large would be cut off on its way, and nobody could say why.
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset?.most) return;
    target.setCustomValidity(target.files[0]?.size > +target.dataset.most ? target.dataset.tooLarge : "");
    target.reportValidity();
  });

  age();
  listen();
  $("#cho-can-sua")?.focus();
})();
