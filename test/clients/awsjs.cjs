// Asks who a profile is through the AWS SDK for JavaScript, and prints the answer as
// JSON. node awsjs.cjs fromSSO PROFILE, or node awsjs.cjs default
//
// default is what a client does that is told nothing: AWS_PROFILE says who.

const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
const { fromSSO } = require("@aws-sdk/credential-providers");

async function identity(options) {
  const { UserId, Account, Arn } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
  return { UserId, Account, Arn };
}

const ask = {
  default: () => identity({}),
  fromSSO: (profile) => identity({ region: "us-east-1", credentials: fromSSO({ profile }) }),
};

const [way, profile] = process.argv.slice(2);
ask[way](profile).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  },
);
