// npm's oidc-provider on this machine, for tests: node tests/access/node_provider.mjs PORT CLIENT_JSON
// CLIENT_JSON is the client's registration. Whoever is named in the form is let in, with the claims given there.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [port, client] = [process.argv[2], JSON.parse(process.argv[3])];
const require = createRequire(pathToFileURL(`${process.env.SAMKRAFT_OIDC_PROVIDER}/`));
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';
const AFFILIATION = 'https://id.oidc.se/claim/orgAffiliation';
const known = new Map();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  acrValues: [LOA3, 'http://id.elegnamnden.se/loa/1.0/loa2'],
  claims: { openid: ['sub', AFFILIATION], acr: null, auth_time: null, sid: null },
  conformIdTokenClaims: false,
  clientAuthMethods: ['private_key_jwt'],
  pkce: { required: () => true },
  ttl: { IdToken: 300, Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 300 },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // Only to this machine, which its own guard against calls inward would refuse.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...known.get(id) }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid');
    grant.addOIDCClaims([AFFILIATION]);
    await grant.save();
    return grant;
  },
});

// The page where one says who one is: a form with a name, and the level it is shown at.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  if (ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = '<!doctype html><html lang="sv"><title>Prov av legitimation</title><main><h1>Prov av legitimation</h1>'
      + '<form method="post"><label>Vem är du? <input name="sub"></label> <button>Legitimera</button></form></main></html>';
    return undefined;
  }
  let sent = '';
  for await (const part of ctx.req) sent += part;
  const form = new URLSearchParams(sent);
  const sub = form.get('sub');
  known.set(sub, { [AFFILIATION]: form.get('affiliation') ?? sub });
  const result = { login: { accountId: sub, acr: form.get('acr') ?? LOA3, remember: true } };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  return undefined;
});

provider.listen(Number(port), '127.0.0.1');
