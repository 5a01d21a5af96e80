"""Prints what botocore reads in the AWS files of many homes: python3 read.py FOLDER.

Each folder in FOLDER holds a file config, and perhaps a file credentials. For each, in
the order of their names, one line of JSON: profiles, sso_sessions and services (null if
this botocore does not know them) as lists of [name, [[key, value], ...]], in which a
nested block is a list of [name, value]; or error.
"""

import copy
import json
import os
import sys

import botocore
import botocore.exceptions
import botocore.session


def pairs(mapping):
    return [[k, pairs(v) if isinstance(v, dict) else v] for k, v in mapping.items()]


def read(session, folder):
    session = copy.copy(session)  # a new one takes 10 ms
    session.set_config_variable("config_file", os.path.join(folder, "config"))
    session.set_config_variable("credentials_file", os.path.join(folder, "credentials"))
    try:
        config = session.full_config
    except botocore.exceptions.ConfigParseError as e:
        return {"error": str(e)}
    return {
        kind: pairs(config[kind]) if kind in config else None
        for kind in ("profiles", "sso_sessions", "services")
    }


def main():
    print(json.dumps({"botocore": botocore.__version__, "python": sys.version.split()[0]}))
    root = sys.argv[1]
    session = botocore.session.Session()
    for name in sorted(os.listdir(root)):
        print(json.dumps(read(session, os.path.join(root, name))))


main()
