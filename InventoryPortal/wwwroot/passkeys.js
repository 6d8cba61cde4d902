// Passkeys: the browser makes and uses them, the portal gives the challenge and checks the answer. A module, loaded by the pages that need it.

const can = () =>
  window.isSecureContext && typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

// The antiforgery token goes along as the form field that it is.
const post = (url, form, fields = {}) => {
  const data = new FormData();
  data.append('__RequestVerificationToken', form.querySelector('[name=__RequestVerificationToken]').value);
  Object.entries(fields).forEach(([name, value]) => data.append(name, value));
  return fetch(url, { method: 'POST', body: data, credentials: 'same-origin' });
};

const reason = (error) => {
  switch (error?.name) {
    case 'InvalidStateError': return 'known';
    case 'NotSupportedError': return 'unsupported';
    case 'NotAllowedError':
    case 'AbortError': return 'cancelled';
    default: return 'failed';
  }
};

const codeOf = async (answer) => {
  try {
    return (await answer.json()).code ?? 'failed';
  } catch {
    return 'failed';
  }
};

/** Makes a passkey and hands it in; answers '' or a word for what was in the way. */
export const add = async (path, proof, name) => {
  const form = document.getElementById('passkey-token');
  if (!can() || !form) {
    return 'unsupported';
  }
  try {
    const begun = await post(`${path}/options`, form, { proof });
    if (!begun.ok) {
      return await codeOf(begun);
    }
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await begun.json());
    const credential = await navigator.credentials.create({ publicKey });
    const done = await post(path, form, { proof, name, credential: JSON.stringify(credential) });
    return done.ok ? '' : await codeOf(done);
  } catch (error) {
    return reason(error);
  }
};

const signIn = async (form, fault) => {
  fault.hidden = true;
  try {
    const begun = await post(form.dataset.portalPasskey, form);
    if (!begun.ok) {
      throw new Error(String(begun.status));
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await begun.json());
    const credential = await navigator.credentials.get({ publicKey });
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    fault.setAttribute('role', 'alert');
    fault.hidden = false;
  }
};

// The sign-in page: the button shows where it can do something, and only there.
const form = document.querySelector('form[data-portal-passkey]');
if (form && can()) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    signIn(form, form.querySelector('[data-portal-fault]'));
  });
}
