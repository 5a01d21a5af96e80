"""Asks what a test wants to know through boto3, set up as programs do: from the
environment and the files in HOME. python3 boto.py identity|bearer PROFILE; an empty PROFILE is none

identity prints GetCallerIdentity's answer as JSON, bearer the access token that
botocore's token provider hands out, as a JSON string.
"""

import json
import os
import sys

import boto3
import botocore
import botocore.session


class PointedSession(botocore.session.Session):
    """Takes endpoints from the environment, as every botocore does since 1.31."""

    def create_client(self, service_name, **options):
        variable = "AWS_ENDPOINT_URL_" + service_name.upper().replace("-", "_")
        options["endpoint_url"] = options.get("endpoint_url") or os.environ[variable]
        return super().create_client(service_name, **options)


def new_session(profile):
    version = tuple(int(part) for part in botocore.__version__.split(".")[:2])
    core = botocore.session.Session() if version >= (1, 31) else PointedSession()
    if profile:
        core.set_config_variable("profile", profile)
    return core


def identity(core):
    answer = boto3.Session(botocore_session=core).client("sts").get_caller_identity()
    answer.pop("ResponseMetadata")
    return answer


def bearer(core):
    return core.get_auth_token().get_frozen_token().token


def main():
    ask = {"identity": identity, "bearer": bearer}[sys.argv[1]]
    print(json.dumps(ask(new_session(sys.argv[2]))))


main()
