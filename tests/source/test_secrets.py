"""The text scan for secrets: what it masks in each format, and what it lets stand."""

from __future__ import annotations

import json
import shlex
from time import process_time
from urllib.parse import quote

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dcslint.readers.dockerfile import read_dockerfile
from dcslint.readers.dockerfile.words import expand, name_value_pairs
from dcslint.source import Document
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MASK = "********"


def masked(text: str) -> str:
    document = Document("x", text)
    document.find_secrets = find_secrets
    return document.excerpt(0, len(text))


# Written with the secret as S3cr3t and what must stay readable beside it as KEEP.
SECRETS = """
ENV PASSWORD S3cr3t a S3cr3t
ENV PASSWORD ;S3cr3t
ENV PASSWORD --S3cr3t
ENV PASSWORD="S3cr3t a S3cr3t" KEEP=KEEP
ENV PASSWORD='S3cr3t' KEEP=KEEP
ENV A=KEEP PASSWORD=S3cr3t\\ S3cr3t B=KEEP
ENV PASSWORD=a"b S3cr3t"c B=KEEP
env db_passwd=S3cr3t
ARG GITHUB_TOKEN=S3cr3t
LABEL api.key S3cr3t
ONBUILD ENV TOKEN S3cr3t
RUN export AWS_SECRET_ACCESS_KEY=S3cr3t && KEEP
RUN PGPASSWORD=S3cr3t psql KEEP
RUN bash -c "KEEP && export TOKEN=S3cr3t" && KEEP
RUN KEEP --password S3cr3t KEEP
RUN KEEP --password=S3cr3t KEEP
RUN KEEP --password "S3cr3t S3cr3t" KEEP
RUN KEEP -Password S3cr3t KEEP
RUN docker build --build-arg TOKEN=S3cr3t -t KEEP .
RUN docker login -u KEEP -p S3cr3t KEEP
RUN docker login -u KEEP -pS3cr3t KEEP
RUN echo S3cr3t | docker login -u KEEP --password-stdin KEEP
RUN echo 'root:S3cr3t' | chpasswd && KEEP
RUN chpasswd <<< root:S3cr3t
RUN sshpass -p S3cr3t ssh KEEP
RUN mysql -uroot -pS3cr3t
RUN curl -u KEEP:S3cr3t https://KEEP/x
RUN curl --user "KEEP:S3cr3t" https://KEEP/x
RUN curl -sSLu KEEP:S3cr3t https://KEEP/x
RUN curl -sSLuKEEP:S3cr3t https://KEEP/x
RUN read -r TOKEN <<< S3cr3t && KEEP
RUN read TOKEN <<<'S3cr3t' && KEEP
CMD ["curl", "-su", "KEEP:S3cr3t", "https://KEEP/x"]
RUN useradd -p S3cr3t KEEP
RUN usermod -p 'S3cr3t' KEEP
RUN mongosh -u KEEP -p S3cr3t KEEP
RUN redis-cli -h KEEP -a S3cr3t ping
RUN htpasswd -bc /KEEP KEEP S3cr3t && KEEP
RUN htpasswd -nbB KEEP S3cr3t > /KEEP
RUN htpasswd -c -b -B -C 10 /KEEP KEEP 'S3cr3t; S3cr3t' && KEEP
RUN curl --proxy-user KEEP:S3cr3t https://KEEP/x
RUN curl -H "Authorization: Bearer S3cr3t" https://KEEP && KEEP
RUN curl -H "Authorization: Basic S3cr3t=" https://KEEP && KEEP
RUN curl -H 'X-Api-Key:S3cr3t' https://KEEP
RUN wget --header="PRIVATE-TOKEN: S3cr3t" https://KEEP
RUN pip install -i https://me:S3cr3t@KEEP/simple KEEP
RUN pip install -i "https://me:S3cr3t/S3cr3t@KEEP/simple" KEEP
RUN git clone https://S3cr3t@github.com/KEEP/x
RUN git clone https://S3cr3t:x-oauth-basic@github.com/KEEP/x
RUN git clone https://S3cr3t:@github.com/KEEP/x
RUN aws configure set aws_secret_access_key S3cr3t
RUN npm config set //registry/:_authToken=S3cr3t KEEP
RUN npm config set //registry/:_authToken S3cr3t KEEP
RUN poetry config pypi-token.pypi S3cr3t KEEP
RUN echo "spark.hadoop.fs.azure.account.key.x S3cr3t" >> KEEP
RUN printf "machine x login KEEP password S3cr3t" > ~/.netrc
RUN printf "machine x password S3cr3t" > ~/.KEEP
RUN X=${TOKEN:-S3cr3t} KEEP
RUN TOKEN=$(echo S3cr3t) KEEP
CMD ["KEEP", "--password", "S3cr3t", "KEEP"]
CMD ["KEEP", "--token=S3cr3t S3cr3t", "KEEP"]
ENTRYPOINT ["docker", "login", "-u", "KEEP", "-p", "S3cr3t"]
{"password": "S3cr3t", "user": "KEEP"}
{"password":"S3cr3t \\" S3cr3t","user":"KEEP"}
{"password" : "S3cr3t", "user": "KEEP"}
{"token": ["S3cr3t", "S3cr3t"], "user": "KEEP"}
{"name": "DB_PASSWORD", "value": "S3cr3t"}, "KEEP"
{"value": "S3cr3t", "name": "DB_PASSWORD"}, "KEEP"
{"db_password": {"default": "S3cr3t"}, "user": "KEEP"}
{"spark.hadoop.fs.azure.account.key.x.dfs.core.windows.net": "S3cr3t", "user": "KEEP"}
{"fs.s3a.access.key": "S3cr3t", "fs.s3a.secret.key": "S3cr3t", "user": "KEEP"}
curl -d '{"password": "S3cr3t", "user": "KEEP"}' https://KEEP
curl -d "{\\"password\\": \\"a\\\\\\"S3cr3t\\", \\"user\\": \\"KEEP\\"}" https://KEEP
password: S3cr3t and S3cr3t # S3cr3t?
- token: S3cr3t
{token: S3cr3t, user: you}
password: 'it''s S3cr3t'
password: !!str "S3cr3t"
- DB_PASSWORD=S3cr3t
password = "S3cr3t"
password = "KEEP"+"S3cr3t"
password = "${coalesce(var.password, "S3cr3t")}"
client_secret="S3cr3t", user="KEEP"
connect(password = "S3cr3t", user=KEEP)
"Server=KEEP;Password=S3cr3t S3cr3t;Database=KEEP"
https://KEEP.blob.core.windows.net/c?sv=KEEP&sig=S3cr3t%3D
postgresql://me:S3cr3t@KEEP/db
""".strip().splitlines()


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_masked_and_what_stands_beside_it_is_not(text: str) -> None:
    seen = masked(text)
    assert "S3cr3t" not in seen
    assert MASK in seen
    # A value that may hold blanks swallows the rest of its line; elsewhere its end is known.
    kept = text.count("KEEP") - ('"KEEP"+' in text)
    assert kept == seen.count("KEEP")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password":\n   "S3cr3t",\n "user": 1}', '{"password":\n   "********",\n "user": 1}'),
        ('{"password": // why\n "S3cr3t"}', '{"password": // why\n "********"}'),
        ('{"token": 12345, "user": 1}', '{"token": ********, "user": 1}'),
        ("ENV \\\n  PASSWORD S3cr3t \\\n  S3cr3t\nENV A b", "ENV \\\n  PASSWORD ********\nENV A b"),
        ("ENV PASSWORD=\\\nS3cr3t\nRUN a", "ENV PASSWORD=\\\n********\nRUN a"),
        ("RUN a --token \\\n  S3cr3t \\\n  b", "RUN a --token \\\n  ******** \\\n  b"),
        # Docker takes comments and blank lines out where a line goes on
        ("ENV PASSWORD=\\\n# b c\n\nS3cr3t A=b", "ENV PASSWORD=\\\n# b c\n\n******** A=b"),
        ("ENV PASSWORD=S3cr3t\\ \n  # b c\nS3cr3t A=b", "ENV PASSWORD=******** A=b"),
        ("ARG PASSWORD=S3cr3t\\\r\nS3cr3t\r\nRUN a", "ARG PASSWORD=********\r\nRUN a"),
        ("ENV PASSWORD S3cr3t \\\n# b\n\n  S3cr3t\nRUN a", "ENV PASSWORD ********\nRUN a"),
        ("ENV \\\n# b\n  PASSWORD S3cr3t\nRUN a", "ENV \\\n# b\n  PASSWORD ********\nRUN a"),
        ("RUN a --token \\\n\n  # b\n  S3cr3t b", "RUN a --token \\\n\n  # b\n  ******** b"),
        ("spark.b.password  S3cr3t\nspark.b 4g", "spark.b.password  ********\nspark.b 4g"),
        (
            'password = coalesce(\n  var.b,\n  "S3cr3t",\n)\nc = "d"',
            'password = ********)\nc = "d"',
        ),
        ('PASSWORD="S3cr3t\nS3cr3t"\nb', 'PASSWORD="********"\nb'),
        ("password: |\n  S3cr3t\n\n  S3cr3t\nuser: b", "password: |\n********\nuser: b"),
        ("password: >-\n  S3cr3t\nuser: b", "password: >-\n********\nuser: b"),
        ("password:\n  S3cr3t\nuser: b", "password:\n  ********\nuser: b"),
        ("password: S3cr3t\n  S3cr3t\nuser: b", "password: ********\nuser: b"),
        ("tokens:\n  - S3cr3t\n  - 'S3cr3t'\na: b", "tokens:\n  - ********\n  - ********\na: b"),
        ("tokens:\n- S3cr3t\na: b", "tokens:\n- ********\na: b"),
        ("- name: API_TOKEN\n  value: S3cr3t\n- a", "- name: API_TOKEN\n  value: ********\n- a"),
        (
            "db_password:\n  description: b\n  default: S3cr3t\nc: d",
            "db_password:\n  description: b\n  default: ********\nc: d",
        ),
        # the text ends within the mapping below the name
        ("credentials:\n  value: S3cr3t", "credentials:\n  value: ********"),
        (
            "auth_token:\n  user: b\n  default: S3cr3t\n",
            "auth_token:\n  user: b\n  default: ********",
        ),
        (
            'variable "db_password" {\n  type    = string\n  default = "S3cr3t"\n}\na = "b"',
            'variable "db_password" {\n  type    = string\n  default = "********"\n}\na = "b"',
        ),
        ("password = <<EOT\nS3cr3t\nEOT\na = 1", "password = <<EOT\n********EOT\na = 1"),
        (
            "docker login --password-stdin <<EOF\nS3cr3t\nEOF\nb",
            "docker login --password-stdin <<EOF\n********\nEOF\nb",
        ),
        (
            "a -----BEGIN RSA PRIVATE KEY-----\nS3cr3t\n-----END RSA PRIVATE KEY----- b",
            "a ******** b",
        ),
        ("-----BEGIN PRIVATE KEY-----\nS3cr3t==\n(b)", "********(b)"),
        ("x AKIAABCDEFGHIJKLMNOP y", "x ******** y"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY # the key", "******** # the key"),
        ("x dapi0123456789abcdef0123456789abcdef-2 y", "x ******** y"),
        ("x ghp_0123456789abcdefghijABCDEFGHIJ012345 y", "x ******** y"),
        ("x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl y", "x ******** y"),
    ],
)
def test_secrets_over_several_lines_and_secrets_by_their_shape(text: str, expected: str) -> None:
    assert expected == masked(text)


NO_SECRETS = """
{"password": "<your-password>", "token": "${TOKEN}", "secret": "{{secrets/scope/key}}"}
{"token": "", "secret": null, "password": true}
ENV TOKEN=$TOKEN PASSWORD=${PASSWORD} API_KEY="$API_KEY" SECRET=
password = var.db_password # where it comes from
password = "${data.aws_secretsmanager_secret_version.db.secret_string}"
token: ${{ secrets.GITHUB_TOKEN }}
password: "%(password)s"
ARG GITHUB_TOKEN
RUN X=${TOKEN:-} Y=${TOKEN:-$OTHER} Z=${TOKEN}
RUN --mount=type=secret,id=token,target=/run/token pip install x
RUN docker login --username me --password-stdin registry.example.com
RUN echo "$TOKEN" | docker login --password-stdin registry.example.com
RUN docker run -p 8080:80 -u me:you nginx
RUN curl -u "$USER:$PASSWORD" https://host/x
RUN curl -fsSLu "$USER:$PASSWORD" --unix-socket /a:b https://host/x -o /u:x
RUN mkdir -p /home/me && useradd -m me && usermod -aG docker me && cp -a /x:y /z
RUN curl -fsSLuhttps://host:80 x && read TOKEN <<< "$OTHER" && read -r TOKEN < /run/token
RUN htpasswd -c /file me && htpasswd -nb me "$PASSWORD"
RUN git clone https://$TOKEN@github.com/me/x
RUN git clone https://$GITHUB:x-oauth-basic@github.com/me/x
RUN pip install git+https://github.com/me/x@v1.2 google-auth==2.17.3 tokenizers==0.13.3
RUN apt-get install libsecret-1-dev=0.20.5-3
RUN echo "Enter password: " && ls
RUN TOKEN=$(cat /run/secrets/token) make
FROM me/auth-service:1.2
FROM token:1.2
{"url": "registry/token:1.2", "basic_auth": {"username": "me"}}
{"Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], "Resource": "*"}
password_file: /run/secrets/x
secret_scope = "mine"
# spark.hadoop.fs.azure.account.key.x names the account
--no-auth host
RUN adduser --disabled-password me && rpm -i --nosignature x.rpm
RUN echo "me ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 AUTH_VERSION=1.5.0
"secretsScope": "mine"
author: John Doe
https://host:8080/path@x
abfss://container@account.dfs.core.windows.net/x
3f786850e387550fdab836ed7e6dc881de23001b
PATH=/usr/bin:/bin HOME=/root
""".strip().splitlines()


@pytest.mark.parametrize("text", NO_SECRETS)
def test_references_placeholders_and_ordinary_words_are_no_secrets(text: str) -> None:
    assert text == masked(text)


# Every piece of a secret carries this; the joints between them are what formats trip over.
CANARY = "Zq7"
SECRET = st.lists(
    st.sampled_from([CANARY + end for end in ("", "x", "-y", "é", "😀", "1")]), min_size=1
)
JOINTS = st.sampled_from(
    [*" \t'\"\\$#:,;&=]}{[|@/~`!()*", "\\\\", "''", ' "', " #", ": ", "${", "İ"]
)
NAMES = st.sampled_from(
    ["password", "DB_PASSWORD", "apiKey", "client-secret", "x.account.key.y", "SAS_TOKEN"]
)


@st.composite
def secrets(draw: st.DrawFn) -> str:
    parts = draw(SECRET)
    return "".join(part + draw(JOINTS) for part in parts[:-1]) + parts[-1]


SPECIAL = '"\\$`'
BLANKS = SPECIAL + " \t'"


def escaped(secret: str, chars: str) -> str:
    return "".join("\\" + char if char in chars else char for char in secret)


FORMATS: dict[str, Callable[[str, str], str]] = {
    "json": lambda name, secret: json.dumps({name: secret, "a": "b"}, ensure_ascii=False),
    "ascii json": lambda name, secret: json.dumps([{"a": "b", name: secret}], indent=1),
    "json list": lambda name, secret: json.dumps({name: [secret, {"a": [secret]}, secret]}),
    "json pair": lambda name, secret: json.dumps({"name": name, "value": secret, "a": "b"}),
    "json in shell": lambda name, secret: (
        "curl -d " + shlex.quote(json.dumps({name: secret, "a": "b"})) + " host"
    ),
    "json in json": lambda name, secret: json.dumps({"a": json.dumps({name: secret, "a": "b"})}),
    "yaml": lambda name, secret: yaml.safe_dump({"a": {name: secret, "z": "b"}}),
    "yaml lists": lambda name, secret: yaml.safe_dump([{name: [secret, secret]}, "b"]),
    "yaml flow": lambda name, secret: yaml.safe_dump({name: secret}, default_flow_style=True),
    "yaml literal": lambda name, secret: yaml.safe_dump({name: secret}, default_style="|"),
    "yaml folded": lambda name, secret: yaml.safe_dump({"a": {name: secret}}, default_style=">"),
    "shell": lambda name, secret: f"RUN export {name}={shlex.quote(secret)} && ls -l\n",
    "double quotes": lambda name, secret: f'{name}="{escaped(secret, SPECIAL)}" cmd\n',
    "backslashes": lambda name, secret: f"ENV A=b {name}={escaped(secret, BLANKS)} C=d\n",
    "instruction": lambda name, secret: f"FROM a\nENV {name} {secret}\nRUN b\n",
    "option": lambda name, secret: f"RUN x --{name} {shlex.quote(secret)} y\n",
    "option with a sign": lambda name, secret: f"RUN x --{name}={shlex.quote(secret)} y\n",
    "exec form": lambda name, secret: f"CMD {json.dumps(['x', '--' + name, secret, 'y'])}\n",
    "exec form with a sign": lambda name, secret: f"CMD {json.dumps([f'--{name}={secret}'])}\n",
    "login": lambda name, secret: f"RUN docker login -u me -p {shlex.quote(secret)} host\n",
    "header": lambda name, secret: f"curl -H {shlex.quote(f'X-{name}: {secret}')} host\n",
    "terraform": lambda name, secret: (
        f'a "b" {{\n  {name} = "{escaped(secret, SPECIAL[:2])}"\n  c = "d"\n}}\n'
    ),
    "terraform heredoc": lambda name, secret: f"  {name} = <<-EOT\n    {secret}\n  EOT\n  c = 1\n",
    "address": lambda name, secret: f"pip install -i https://me:{quote(secret, safe='/')}@host/x\n",
    "python": lambda name, secret: f"connect({name.replace('-', '_')}={secret!r}, host='b')\n",
}


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None, max_examples=60)
@given(name=NAMES, secret=secrets())
@example(name="password", secret=f"{CANARY} {CANARY}")
@example(name="password", secret=f"{CANARY}\"{CANARY}'{CANARY}\\{CANARY}")
def test_no_part_of_a_secret_is_left_in_any_format(form: str, name: str, secret: str) -> None:
    text = FORMATS[form](name, secret)
    assume("{{" not in secret)
    assert CANARY not in masked(text), text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hun\\ter\\ 22", "hunter 22"),
        ("\\'hunter22", "'hunter22"),
        ("hun'te'r\"22\"", "hunter22"),
        ("'hun\\ter\"'22", 'hun\\ter"22'),
        ('"hun\\ter\\$\\"22"', 'hun\\ter$"22'),
        ("hunter\\\n# a comment\n22", "hunter22"),
        ("'hunter\\\n# a comment\n22'", "hunter22"),
    ],
)
def test_what_a_secret_means_is_masked_too(written: str, meant: str) -> None:
    """As a message has it that shows the value of a variable."""
    document = Document("Dockerfile", f"FROM a\nENV PASSWORD={written} A=b\nUSER $PASSWORD\n")
    document.find_secrets = find_secrets
    (instruction,) = [one for one in read_dockerfile(document).instructions if one.name == "ENV"]
    (_, value), _ = name_value_pairs(instruction.arguments, "\\")
    assert value is not None
    assert meant == expand(value, lambda _: None, "\\").text
    assert f"ends as {MASK}" == document.redact(f"ends as {meant}")


@settings(deadline=None, max_examples=500)
@given(
    st.lists(
        st.sampled_from(
            [
                *("password", "token", "--token", "ENV", "default", "value", "://", "  ", "- "),
                *("a_token:\n  ", "default: x"),
                *("-----", "BEGIN PRIVATE KEY", "login -p", "| chpasswd", "echo ", "<<EOF"),
                *"\n\t\r \"'\\$`{}[]()<>:=|&;,@#-xX0İ\udc80",
            ]
        )
    )
)
def test_any_text_gives_ranges_within_it_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_secrets(text)
    assert found == sorted(found)
    assert all(0 <= start < end <= len(text) for start, end in found)


HARD = [
    *("password", "token=", "token: ", 'token="', "token=[", "token { ", "token=$( ", "${token:-"),
    *("# --token \\\n", "--token \\\n#", "token = f(\n", 'token = "${ "', "https://a:@"),
    *("'\"", "\\", "a://", "a://b:c", "-----BEGIN PRIVATE KEY----- (", "login -p ", "--token "),
    *(
        "ENV token \\\n",
        "token: |\n",
        "tokens:\n- x\n",
        "token = <<A\n",
        "token:\n  value: x\n",
        '"token": /* ',
        "value=",
    ),
    *('value="x" name="token ', "echo x | --password-stdin ", "token { default="),
]


@pytest.mark.parametrize("piece", HARD)
def test_hostile_text_is_searched_to_its_end(piece: str) -> None:
    """A search that is quadratic takes minutes here."""
    text = piece * 16_000
    start = process_time()

    assert all(0 <= first < last <= len(text) for first, last in find_secrets(text))
    assert process_time() - start < 60, "it hangs"


ISSUED = [
    *(
        f"{prefix}{'A1B2C3D4E5F6G7H8'}"
        for prefix in ("AKIA", "ASIA", "AROA", "AIDA", "AGPA", "ANPA")
    ),
    *(f"{prefix}{'0123456789abcdef'}" for prefix in ("dapi", "dose", "dkea")),
    *(f"gh{letter}_{'a1B2' * 5}" for letter in "pousr"),
    *(f"{prefix}{'a1B2' * 5}" for prefix in ("github_pat_", "glpat-", "npm_", "pypi-", "AIza")),
    *(f"{prefix}{'a1B2' * 5}" for prefix in ("xoxb-", "xoxp-", "sk-", "hvs.", "eyJ")),
]


@pytest.mark.parametrize("token", ISSUED)
def test_a_token_is_known_by_its_shape_alone(token: str) -> None:
    text = f"RUN run it {token} and on\n"

    assert [token] == [text[start:end] for start, end in find_secrets(text)]


@pytest.mark.parametrize("word", ["Bearer", "bearer"])
def test_what_follows_bearer_is_a_token(word: str) -> None:
    text = f"RUN run it {word} a1B2c3D4e5 and on\n"

    assert ["a1B2c3D4e5"] == [text[start:end] for start, end in find_secrets(text)]


_BEFORE_KEY = ("api", "storage", "subscription", "license", "pass", "public", "primary", "task")


@pytest.mark.parametrize("before", _BEFORE_KEY)
@pytest.mark.parametrize("mark", ["", "-", "_", "."])
def test_only_some_kinds_of_key_are_secret(before: str, mark: str) -> None:
    is_secret = before not in ("public", "primary", "task")
    text = f"export MY_{before}{mark}key_2=gronk17x\n"

    assert [text[slice(*place)] for place in find_secrets(text)] == (
        ["gronk17x"] if is_secret else []
    )
