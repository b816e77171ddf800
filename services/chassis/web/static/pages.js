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
  let unsent = false;
  addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

  const send = async (form, button, since) => {
    const words = new URLSearchParams(new FormData(form));
    if (button?.name) words.set(button.name, button.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: words, headers: { "HX-Request": "form" }, signal: AbortSignal.timeout(20000) });
      if (answer.status >= 502) throw new Error("away");
      if (answer.headers.get("content-type")?.startsWith("application/problem")) return refuse(form, await answer.json());
      unsent = false;
      if (answer.redirected) return location.assign(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      $("main").replaceWith(page.querySelector("main"));
      begin($("main"));
      ($("#cho-can-sua") || $("h1"))?.focus();
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

  // Freshness counts from what the server said; a page that has aged says so.
  const opened = performance.now();
  const age = () => all("[data-fresh]").forEach((place) => {
    const seconds = Math.floor((performance.now() - (Number(place.dataset.heard) || opened)) / 1000);
    let said = $(".age", place);
    if (!said) { said = document.createElement("span"); said.className = "age"; place.append(said); }
    said.textContent = seconds < 60 ? ` (${seconds} giây trước)` : ` (${Math.floor(seconds / 60)} phút trước)`;
    place.classList.toggle("old", seconds > 120);
  });
  setInterval(age, 1000);

  // One stream a page, closed while nobody looks. A change by the server never moves focus.
  let stream = null;
  const two = (n) => String(n).padStart(2, "0");
  const listen = () => {
    const place = $("[data-live]");
    if (!place || stream || document.hidden) return;
    stream = new EventSource(place.dataset.live);
    const lamp = $(".live");
    stream.addEventListener("fragment", (event) => {
      if (place.contains(document.activeElement) && document.activeElement.matches("input,select,textarea")) return;
      const id = place.contains(document.activeElement) ? document.activeElement.id : "";
      const open = all("details[open][id]", place).map((one) => one.id);
      place.innerHTML = event.data;
      open.forEach((one) => document.getElementById(one)?.setAttribute("open", ""));
      if (id) document.getElementById(id)?.focus({ preventScroll: true });
    });
    stream.addEventListener("fresh", (event) => {
      const time = new Date(event.data);
      const local = new Date(time.getTime() + 7 * 3600000);
      all("[data-fresh]").forEach((one) => {
        one.dataset.heard = performance.now();
        const shown = $("time", one);
        if (shown) shown.textContent = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
      });
      if (lamp) { lamp.classList.remove("lost"); lamp.textContent = "Trực tiếp"; }
      age();
    });
    stream.onerror = () => {
      // the browser comes back by itself from a cut, never from a refusal: that is asked again, less often
      const refused = stream?.readyState === EventSource.CLOSED;
      if (refused) { stream = null; setTimeout(listen, 15000); }
      if (lamp) {
        lamp.classList.add("lost");
        lamp.textContent = refused ? "Không nhận được số liệu trực tiếp; tải lại trang để xem tiếp" : "Mất kết nối trực tiếp, đang nối lại";
      }
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) { stream.close(); stream = null; } else listen();
  });
  addEventListener("pagehide", () => stream?.close());

  const begin = (root) => {
    all("[data-print]", root).forEach((button) => button.addEventListener("click", () => print()));
    age();
  };
  begin(document);
  listen();
  $("#cho-can-sua")?.focus();
})();
