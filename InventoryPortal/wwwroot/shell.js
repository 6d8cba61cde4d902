// Keys, drafts of half-filled forms, and what a person reads while the connection is away.
(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const dialog = () => find('.mud-dialog');

  // Single letters act only where nobody writes (an input method composing counts as writing), and can be switched off.
  const isWriting = (event) =>
    event.isComposing || event.keyCode === 229
    || (event.target instanceof HTMLElement
      && (event.target.isContentEditable || event.target.closest('input, textarea, select, [role=textbox], [role=combobox]') !== null));

  const goMs = 1500;
  let goUntil = 0;

  const go = (key) => {
    const places = find('[data-portal-places]')?.dataset.portalPlaces ?? '';
    const place = places.split(' ').find((entry) => entry.startsWith(`${key}=`));
    if (place) {
      Blazor.navigateTo(place.slice(2));
    }
    return place !== undefined;
  };

  const single = (event) => {
    if (performance.now() < goUntil) {
      goUntil = 0;
      return go(event.key.toLowerCase());
    }
    switch (event.key) {
      case 'g':
        goUntil = performance.now() + goMs;
        return true;
      case '/': {
        const field = find('main .toolbar input:not([type=checkbox]):not([type=radio])');
        field?.focus();
        field?.select?.();
        return field !== null;
      }
      case '?':
        find('[data-portal-keys]')?.click();
        return true;
      default:
        return false;
    }
  };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) {
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      if (!dialog()) {
        find('[data-portal-palette]')?.click();
      }
      event.preventDefault();
      return;
    }
    if (event.target instanceof HTMLElement && event.target.matches('.palette-input') && ['ArrowUp', 'ArrowDown', 'Enter'].includes(event.key)) {
      // The list below moves; the caret does not.
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || root.dataset.keys === 'off' || dialog() || isWriting(event)) {
      return;
    }
    if (single(event)) {
      event.preventDefault();
    }
  });

  // Escape would close a form without a word: what was entered is asked about first.
  document.addEventListener('keydown', (event) => {
    const dirty = event.key === 'Escape' && !event.isComposing && dialog()?.querySelector('[data-portal-dirty]');
    if (dirty && !find('.mud-popover-open') && !confirm(dirty.dataset.portalDirty)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  // A dialog closes by Escape wherever the focus is left; what is within it hears of the key by itself.
  document.addEventListener('keydown', (event) => {
    const open = find('.mud-dialog-container');
    if (event.key === 'Escape' && open && !open.contains(event.target)) {
      open.querySelector('.mud-dialog-title button')?.click();
    }
  });

  // Drafts: what is entered in a form is kept for this tab until it is saved or given up. The server says what, never a secret.
  const prefix = 'portal.draft:';
  const maxLength = 20000;
  let opener = null;
  document.addEventListener('click', (event) => {
    opener = (event.target instanceof Element && event.target.closest('[data-portal-form]')?.dataset.portalForm) || opener;
  }, true);

  const stored = (use) => {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  };
  const draft = {
    find: (key) => stored((store) => JSON.parse(store.getItem(prefix + key))?.json ?? null),
    keep: (key, json) => stored((store) => {
      if (json.length <= maxLength) {
        store.setItem(prefix + key, JSON.stringify({ json, path: location.pathname, opener }));
      }
    }),
    clear: (key) => stored((store) => store.removeItem(prefix + key)),
    // What another person had entered in this tab is nobody's any more.
    keepOnly: (person) => stored((store) => Object.keys(store)
      .filter((key) => key.startsWith(prefix) && !key.startsWith(`${prefix}${person}:`)).forEach((key) => store.removeItem(key))),
  };

  // After a reload the form that was open is opened again, by the button that opened it; the form then asks for its draft.
  const reopen = () => {
    const drafts = stored((store) => Object.keys(store).filter((key) => key.startsWith(prefix)).map((key) => JSON.parse(store.getItem(key)))) ?? [];
    const last = drafts.find((entry) => entry.path === location.pathname && entry.opener);
    if (!last || dialog()) {
      return;
    }
    const waitMs = 10000;
    const press = () => {
      const button = find(`[data-portal-form="${CSS.escape(last.opener)}"]`);
      button?.click();
      return button !== null;
    };
    if (!press()) {
      const watch = new MutationObserver(() => press() && watch.disconnect());
      watch.observe(document.body, { subtree: true, childList: true });
      setTimeout(() => watch.disconnect(), waitMs);
    }
  };

  let lives = 0;
  Object.assign(window.portal, {
    draft,
    // Sends a form that an entry of a menu stands for.
    submit: (id) => document.getElementById(id)?.requestSubmit(),
    // Goes to an address without the question about what was entered: it is kept, and nobody may stay who was signed out.
    leave: (address) => {
      isLeaving = true;
      location.assign(address);
    },
    // Told by the layout when it has come alive, and for whom: once a document, and again where a circuit was taken up by a new one.
    alive: (person) => {
      draft.keepOnly(person);
      lives += 1;
      root.dataset.alive = '';
      if (lives > 1 || performance.getEntriesByType('navigation')[0]?.type === 'reload') {
        reopen();
      }
    },
  });

  // Work on an open page goes over its circuit and renews no cookie: while somebody works here, the portal is told so now and then.
  const awakeMs = 120000;
  let isWorkedOn = false;
  ['pointerdown', 'keydown', 'wheel'].forEach((kind) => document.addEventListener(kind, () => {
    isWorkedOn = true;
  }, { capture: true, passive: true }));
  setInterval(async () => {
    if (isWorkedOn && lives > 0) {
      isWorkedOn = false;
      try {
        await fetch('/account/awake', { method: 'POST', credentials: 'same-origin' });
      } catch {
        isWorkedOn = true;
      }
    }
  }, awakeMs);

  // What was entered is kept, so a reload of our own is not asked about.
  let isLeaving = false;
  window.addEventListener('beforeunload', (event) => {
    if (isLeaving) {
      event.stopImmediatePropagation();
    }
  }, true);
  const reload = () => {
    isLeaving = true;
    location.reload();
  };

  // false: the portal answers, but knows this page no more. An exception: it does not answer.
  const retry = async () => {
    document.removeEventListener('visibilitychange', retryWhenSeen);
    try {
      if (!await Blazor.reconnect() && !await Blazor.resumeCircuit()) {
        reload();
      }
    } catch {
      document.addEventListener('visibilitychange', retryWhenSeen);
    }
  };
  const retryWhenSeen = () => document.visibilityState === 'visible' && retry();
  const resume = async () => {
    if (!await Blazor.resumeCircuit()) {
      reload();
    }
  };

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('[data-portal-connect]');
    if (button) {
      ({ retry, resume, reload })[button.dataset.portalConnect]?.();
    }
  });
  document.addEventListener('DOMContentLoaded', () => {
    find('#components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', (event) => {
      switch (event.detail?.state) {
        case 'failed':
          document.addEventListener('visibilitychange', retryWhenSeen);
          break;
        case 'rejected':
        case 'resume-failed':
          reload();
          break;
        default:
          document.removeEventListener('visibilitychange', retryWhenSeen);
      }
    });
  });
})();
