// Runs in the head, before anything is painted: sets the colours, and tells the server what only the browser knows.
(() => {
  const year = 365 * 24 * 3600;
  const keep = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${year};samesite=lax`;
  };

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const keepDark = () => keep('portal.dark', dark.matches ? '1' : '0');
  keepDark();

  const root = document.documentElement;
  const paint = () => {
    const choice = root.dataset.themeChoice ?? 'system';
    root.dataset.theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  };
  paint();
  dark.addEventListener('change', () => {
    keepDark();
    paint();
  });

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.cookie.includes('portal.zone=');
  if (zone) {
    keep('portal.zone', zone);
  }
  window.portal = {
    // The zone, only when the document was made without knowing it.
    newZone: () => (known ? null : zone ?? null),
    // Colours chosen without a new document; the account keeps the choice for the next one.
    theme: (choice) => {
      root.dataset.themeChoice = choice;
      paint();
    },
  };

  // Copies the text beside the button. Where the browser keeps its clipboard from plain http, the text is selected instead.
  const copy = async (button) => {
    const text = button.closest('.copy-box')?.querySelector('pre');
    if (!text) {
      return;
    }
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      getSelection()?.selectAllChildren(text);
      return;
    }
    button.dataset.done = '';
    setTimeout(() => delete button.dataset.done, 2000);
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) {
      return;
    }
    const button = event.target.closest('[data-portal-copy]');
    if (button) {
      copy(button);
    }
  });
  // A menu closes by Escape, which leaves the focus where it was opened, and by a click elsewhere.
  const openMenus = () => document.querySelectorAll('details.menu[open]');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      openMenus().forEach((menu) => {
        menu.open = false;
        menu.querySelector('summary')?.focus();
      });
    }
  });
  // Who opens a cell means to type over it.
  document.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches('.cell-input')) {
      event.target.select();
    }
  });
  document.addEventListener('click', (event) => {
    openMenus().forEach((menu) => {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });
})();
