"""oidc-provider-mock in a process of its own, which can be told to answer wrongly (``python -m`` with a port).

``PUT /faults`` names what is wrong in the next ID tokens; everything else is the provider's own.
"""

import json
import os
import sys
import time
import warnings

warnings.simplefilter("ignore")
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import flask  # noqa: E402  the provider reads its surroundings when it is loaded
import jwt  # noqa: E402
import oidc_provider_mock  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key  # noqa: E402
from oidc_provider_mock._storage import storage  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

FAULTS = {
    "nonce": lambda claims, now: claims | {"nonce": "somebody-else-s"},
    "no_nonce": lambda claims, now: {name: value for name, value in claims.items() if name != "nonce"},
    "audience": lambda claims, now: claims | {"aud": "another-system"},
    "azp": lambda claims, now: claims | {"aud": ["samkraft", "another"], "azp": "another"},
    "issuer": lambda claims, now: claims | {"iss": "https://another.example"},
    "expired": lambda claims, now: claims | {"iat": now - 3700, "exp": now - 3600},
    "old": lambda claims, now: claims | {"iat": now - 600, "exp": now + 3600},
    "low_acr": lambda claims, now: claims | {"acr": "http://id.elegnamnden.se/loa/1.0/loa2"},
    "no_acr": lambda claims, now: {name: value for name, value in claims.items() if name != "acr"},
    "an_hour_ago": lambda claims, now: claims | {"auth_time": now - 3600},
    "stale": lambda claims, now: claims | {"auth_time": now - 9 * 3600},
}
wrong: list[str] = []


def main(port):
    app = oidc_provider_mock.app(require_nonce=True, issue_refresh_token=False)
    app.debug = False

    @app.put("/faults")
    def set_faults():
        wrong[:] = flask.request.get_json()
        return "", 204

    app.after_request(_changed)
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


def _changed(response):
    if flask.request.path != "/oauth2/token" or response.status_code != 200:
        return response
    answer = json.loads(response.get_data())
    claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
    claims.setdefault("auth_time", int(time.time()))
    for fault in wrong:
        claims = FAULTS.get(fault, lambda same, now: same)(claims, int(time.time()))
    answer["id_token"] = _signed(claims, answer["id_token"])
    response.set_data(json.dumps(answer))
    return response


def _signed(claims, before):
    key, headers = storage.jwk.as_dict(is_private=True), jwt.get_unverified_header(before)
    if "unsigned" in wrong:
        return jwt.encode(claims, None, algorithm="none")
    if "shared_secret" in wrong:
        return jwt.encode(claims, "a secret of thirty-two characters", algorithm="HS256")
    private = generate_private_key(65537, 2048) if "forged" in wrong else jwt.PyJWK(key, algorithm="RS256").key
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": headers.get("kid", key.get("kid"))})


if __name__ == "__main__":
    main(int(sys.argv[1]))
