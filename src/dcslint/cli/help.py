"""The texts of `--help`: what to type, by example. A test holds them to the options."""

from __future__ import annotations

from dcslint.cli import console

CHECK = """\
dcslint: says before the push what will not launch on Databricks Container Services

  dcslint                                  lint what is meant for Databricks below this folder
  dcslint Dockerfile cluster.json          lint these files, whatever they hold
  dcslint --format sarif -o out.sarif --format text     a file for CI, text for you
  dcslint - --stdin-filename Dockerfile    lint the standard input (for editors)
  dcslint rules explain cmd-never-runs     why a rule exists, with examples

usage: dcslint [check] [options] [PATH ...]            a folder is searched; default: .
       dcslint rules list | explain | new | checks | test | index | docs  (dcslint rules --help)
       dcslint links [PATH ...]                        clusters, their Dockerfiles, and verdicts
       dcslint config [PATH ...]                       what is in force, and from where
       dcslint facts                                   the tables that rules rely on
       dcslint lsp, dcslint completions SHELL          the language server; completions
A command comes before a file of the same name: write ./rules to lint a file called rules.

what is judged (keys of dcslint.toml and [tool.dcslint] in pyproject.toml: docs/configuration.md)
  --select NAME, --ignore NAME    rules, groups or all; commas; repeatable; ignore goes last
  --severity NAME=LEVEL           error, warning, note or off
  --per-file-ignore GLOB=NAME     rules to ignore in some files; repeatable
  --stable-since 0.3, --preview   the rules of that version; also those that are there for a try
  --exclude GLOB, --include GLOB  files to leave out; files to look at whatever their name
  --no-gitignore, --changed-since REV   what git ignores, too; only what changed since then
  --scope auto|all                auto: only what is meant for Databricks (default in folders)
  --runtime 15.4                  the runtime of images whose base does not tell
  --arg NAME=VALUE, --var NAME=VALUE    values of build arguments, of a bundle's variables
  --target NAME                   the target of bundles to judge (default: every one)
  --image IMAGE=FILE              the Dockerfile that an image is built of
  --today DATE                    the day to compare with (else SOURCE_DATE_EPOCH, else today)
  --stdin-filename NAME           the name of the standard input; with the path -
  --require-reasons, --forbid-suppressions NAME     what comments "dcslint: ignore[…]" may do
  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated       this configuration and no other; none at all
what is mended
  --fix, --unsafe-fixes           write fixes into the files; those that you should look at, too
  --diff                          show them as a patch, write nothing
  --baseline FILE                 report only what is new since --write-baseline wrote it
  --write-baseline                write it (default: dcslint-baseline.json)
what is shown
  --format text|concise|json|jsonl|sarif|github|gitlab|junit|checkstyle|markdown
  -o, --output FILE                      of the format before it; both repeatable
  --fail-on error|warning|note           what makes the exit status 1 (default: warning)
  --show-unresolved, --show-suppressed   what could not be judged; what was passed over; and why
  --statistics, --jobs N|auto            findings by rule; processes for hundreds of Dockerfiles
  -q --quiet, -v --verbose, --color auto|always|never, --debug, -h --help, -V --version

exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, a named path that
cannot be opened, or a failure inside dcslint or a plugin (the report is written first)
"""
RULES = """\
dcslint rules: the cards behind the findings

  dcslint rules list [--format text|json]    every rule: name, severity, what it says
  dcslint rules explain NAME ...             a rule's card: why it matters, examples, sources
  dcslint rules new GROUP/NAME [--like NAME] write a card of your own into .dcslint/rules, made
                                             from a check's template or a rule's card
  dcslint rules checks [--format json] [NAME ...]    what cards can check, with parameters
  dcslint rules test [--update] [DIR]        run the examples of the cards: those in DIR, else in
                                             .dcslint/rules, else the built-in ones;
                                             --update writes what came out into the cards
  dcslint rules index [--check] [PACK ...]   for authors of plugins: write the index of each pack
                                             that names one; --check only compares
  dcslint rules docs [--check] [-o FILE]     write docs/rules.md; --check only compares

  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated                    this configuration and no other; none at all
  --debug, -h --help, -V --version

exit status: 0 all is well; 1 an example fails or what is written is stale; 2 wrong usage
"""
FACTS = """\
dcslint facts: the tables that rules rely on, each row with its source and age

  --today DATE                                 the day that ages are counted to
  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated                    this configuration and no other; none at all
  --debug, -h --help, -V --version
"""
LINKS = """\
dcslint links: which Dockerfile builds the image of which cluster, and what is to be expected

  dcslint links                     for all clusters below this folder
  dcslint links --format json       the same for programs

A Dockerfile is linked by [images] of the configuration (or --image IMAGE=FILE), else by a build
command in a script, makefile, CI configuration or Jenkinsfile, by a Compose or bake file, or by its
OCI label. Two Dockerfiles for one image are no link; both are shown. Below the table for each
cluster: does not launch (a rule gives an error), risky (a warning), or no known obstacle; and what
could not be judged.

  --select, --ignore, --severity, --per-file-ignore, --exclude, --include, --scope, --runtime,
  --arg, --var, --target, --require-reasons, --forbid-suppressions, --stable-since, --preview,
  --no-gitignore, -v --verbose                 as in dcslint --help
  --image IMAGE=FILE                           the Dockerfile that an image is built of
  --format text|json                           how to show it
  --today DATE                                 the day to compare with
  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated                    this configuration and no other; none at all
  --debug, -h --help, -V --version

exit status: 0, whatever the verdicts; 2 wrong usage, or a failure inside
"""
LSP = """\
dcslint lsp: the language server, for an editor, on the standard streams

It needs the extra: pip install 'dcslint[lsp]'.
The folders that are open are judged as a run over them judges, unsaved texts included.

  --today DATE                                 the day to compare with
  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated                    this configuration and no other; none at all
  --debug, -h --help, -V --version
"""
COMPLETIONS = """\
dcslint completions: the script that makes a shell complete commands, options, values, rules

  eval "$(dcslint completions bash)"                    in ~/.bashrc
  source <(dcslint completions zsh)                     in ~/.zshrc, after compinit
  dcslint completions fish | source                     in ~/.config/fish/config.fish
  dcslint completions names                             the names of rules and groups, as the
                                                        script asks for them

  --rules DIR, --facts DIR, --plugin MODULE    your own cards, tables, Python; repeatable
  --config FILE, --isolated                    this configuration and no other; none at all
  --debug, -h --help, -V --version
"""
CONFIG = """\
dcslint config: what is in force for a path, and from where each value comes

  dcslint config                    for this folder
  dcslint config images/Dockerfile  for a file: by the configuration nearest to it
  dcslint config --schema           the JSON Schema of the configuration, for editors

It prints TOML, with the place of each value as a comment, and takes every option of
'dcslint check', so that it tells what these would change.

  --config FILE, --isolated         this configuration and no other; none at all
  --debug, -h --help, -V --version
"""
TEXTS = {
    "check": CHECK,
    "rules": RULES,
    "facts": FACTS,
    "config": CONFIG,
    "links": LINKS,
    "lsp": LSP,
    "completions": COMPLETIONS,
}


def show(command: str) -> int:
    """Print a command's help. Returns the exit status."""
    console.write(TEXTS[command])
    return 0
