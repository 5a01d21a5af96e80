package directory

// document is a directory file as written. Every value knows its place. The tags are
// the schema that editors get: doc describes a key, enum lists what it may be.
type document struct {
	Version        *at[int]               `yaml:"version" doc:"Version of this format: 1." enum:"1" required:"true"`
	Seed           at[string]             `yaml:"seed" doc:"Fixes the server's secret, and whatever is generated or shuffled. With a seed, the keys of role credentials outlive a restart."`
	Instance       at[instanceDoc]        `yaml:"instance" doc:"The Identity Center instance and how it treats people." required:"true"`
	Users          []at[userDoc]          `yaml:"users" doc:"Who can sign in." required:"true"`
	Groups         []at[groupDoc]         `yaml:"groups" doc:"Named sets of users."`
	Accounts       []at[accountDoc]       `yaml:"accounts" doc:"AWS accounts."`
	PermissionSets []at[permissionSetDoc] `yaml:"permissionSets" doc:"What an assignment gives in an account. Clients call it a role."`
	Assignments    []at[assignmentDoc]    `yaml:"accountAssignments" doc:"Who has which permission set in which accounts."`
	Roles          []at[roleDoc]          `yaml:"roles" doc:"IAM roles that can be assumed with credentials from here."`
	Profiles       []at[profileDoc]       `yaml:"profiles" doc:"Profiles of the config that clients are given. Without any: one for each account and permission set that anybody has."`
	Faults         []at[faultDoc]         `yaml:"faults" doc:"What fails on purpose. The first that applies to a request decides."`
}

type instanceDoc struct {
	Region               at[string]   `yaml:"region" doc:"Region of the instance, such as us-east-1." required:"true"`
	Partition            at[string]   `yaml:"partition" doc:"Partition of every ARN. It follows from the region." enum:"aws,aws-cn,aws-us-gov,aws-eusc,aws-iso,aws-iso-b,aws-iso-e,aws-iso-f"`
	InstanceID           at[string]   `yaml:"instanceId" doc:"ssoins- and 16 of 0-9a-f. It is in the instance's ARN. Without it, it follows from the identity store's."`
	IdentityStoreID      at[string]   `yaml:"identityStoreId" doc:"d- and ten of 0-9a-f."`
	StartURLs            []at[string] `yaml:"startUrls" doc:"The start URLs at which clients may sign in: https, and for the AWS CLI on a domain of AWS. They are never contacted." required:"true"`
	SSOSession           at[string]   `yaml:"ssoSession" doc:"What clients call their sso-session. Default: my-sso."`
	SessionDuration      at[string]   `yaml:"sessionDuration" doc:"How long a sign-in lasts, such as 8h or PT8H. Default: 8h."`
	AccessTokenDuration  at[string]   `yaml:"accessTokenDuration" doc:"How long an access token lasts. Default: 1h."`
	RegistrationDuration at[string]   `yaml:"registrationDuration" doc:"How long a client stays registered. Default: 90 days."`
	DeviceCodeDuration   at[string]   `yaml:"deviceCodeDuration" doc:"How long a device code waits to be approved. Default: 10m."`
	PollInterval         at[string]   `yaml:"pollInterval" doc:"How long a client waits between two questions for a device code. Default: 5s."`
	SignIn               at[string]   `yaml:"signIn" doc:"oneClick: choose a user. password: type name and password. auto:USERNAME: nothing at all. Default: oneClick." pattern:"^(oneClick|password|auto:.+)$"`
	Consent              at[string]   `yaml:"consent" doc:"How often a person is asked to let a client in; once is asked about each device code, too. Default: always." enum:"always,once,never"`
	MFA                  at[string]   `yaml:"mfa" doc:"totp: each sign-in needs a code of an authenticator app. Default: none." enum:"none,totp"`
	AccountOrder         at[string]   `yaml:"accountOrder" doc:"In which order accounts are listed: as in this file, by name, by id, or shuffled. Default: directory." enum:"directory,name,id,shuffle"`
	RefreshTokens        at[bool]     `yaml:"refreshTokens" doc:"Whether clients of the portal get refresh tokens. Default: true."`
	RefreshTokenReuse    at[string]   `yaml:"refreshTokenReuse" doc:"What comes of a refresh token that is sent a second time. revoke: the sign-in is over. reject: only that request fails. Default: revoke." enum:"revoke,reject"`
	AllowedScopes        []at[string] `yaml:"allowedScopes" doc:"What clients may register for; * stands for anything."`
}

type userDoc struct {
	UserName    at[string]          `yaml:"userName" doc:"2 to 64 letters, digits or _+=,.@-"`
	DisplayName at[string]          `yaml:"displayName" doc:"What pages call the user."`
	Password    at[string]          `yaml:"password" doc:"Needed where signIn is password. It is no secret: do not use one that is."`
	TOTPSecret  at[string]          `yaml:"totpSecret" doc:"Secret of an authenticator app, in base32. Needed where mfa is totp."`
	Status      at[string]          `yaml:"status" doc:"DISABLED: cannot sign in, and loses what a sign-in gave. Default: ENABLED." enum:"ENABLED,DISABLED"`
	Generate    at[generateUserDoc] `yaml:"generate" doc:"Many users instead of one."`
}

type generateUserDoc struct {
	Count       at[int]    `yaml:"count" doc:"How many."`
	UserName    at[string] `yaml:"userName" doc:"%d, as in user-%05d, stands for the number, from 1."`
	DisplayName at[string] `yaml:"displayName" doc:"%d stands for the number."`
	Password    at[string] `yaml:"password" doc:"The same for all of them."`
	TOTPSecret  at[string] `yaml:"totpSecret" doc:"The same for all of them."`
}

type groupDoc struct {
	DisplayName at[string]           `yaml:"displayName" doc:"Name of the group."`
	Members     []at[string]         `yaml:"members" doc:"User names, or patterns such as dev-*"`
	Generate    at[generateGroupDoc] `yaml:"generate" doc:"Many groups instead of one."`
}

type generateGroupDoc struct {
	Count       at[int]    `yaml:"count" doc:"How many."`
	DisplayName at[string] `yaml:"displayName" doc:"%d, as in team-%03d, stands for the number, from 1."`
	Members     at[int]    `yaml:"members" doc:"How many users each of them has, taken in turn from all."`
}

type accountDoc struct {
	AccountID    at[string]             `yaml:"accountId" doc:"Twelve digits, in quotes." pattern:"^[0-9]{12}$"`
	AccountName  at[string]             `yaml:"accountName" doc:"Name of the account. Two may have the same."`
	EmailAddress at[string]             `yaml:"emailAddress" doc:"Address of the account's owner."`
	Generate     at[generateAccountDoc] `yaml:"generate" doc:"Many accounts instead of one."`
}

type generateAccountDoc struct {
	Count        at[int]    `yaml:"count" doc:"How many."`
	AccountName  at[string] `yaml:"accountName" doc:"%d, as in team-%03d, stands for the number, from 1."`
	EmailAddress at[string] `yaml:"emailAddress" doc:"%d stands for the number."`
}

type permissionSetDoc struct {
	Name            at[string]                   `yaml:"name" doc:"At most 32 letters, digits or _+=,.@-"`
	SessionDuration at[string]                   `yaml:"sessionDuration" doc:"How long role credentials last, such as PT1H; at most 12h. Default: 1h."`
	ManagedPolicies []at[string]                 `yaml:"managedPolicies" doc:"ARNs of policies. They are kept with the set and allow nothing: this server has no services to allow."`
	RoleHashes      pairs                        `yaml:"roleHashes" doc:"By account, the 16 of 0-9a-f at the end of the role's name AWSReservedSSO_NAME_HASH. Without it, it follows from instance, account and name."`
	Generate        at[generatePermissionSetDoc] `yaml:"generate" doc:"Many permission sets instead of one."`
}

type generatePermissionSetDoc struct {
	Count           at[int]    `yaml:"count" doc:"How many."`
	Name            at[string] `yaml:"name" doc:"%d, as in Set-%03d, stands for the number, from 1."`
	SessionDuration at[string] `yaml:"sessionDuration" doc:"How long role credentials last; at most 12h. Default: 1h."`
}

type assignmentDoc struct {
	User          at[string]                `yaml:"user" doc:"User name, or a pattern such as dev-*"`
	Group         at[string]                `yaml:"group" doc:"Name of a group, or a pattern."`
	PermissionSet at[string]                `yaml:"permissionSet" doc:"Name of a permission set, or a pattern."`
	Accounts      []at[string]              `yaml:"accounts" doc:"Ids or names of accounts, or patterns over names, such as team-*"`
	Generate      at[generateAssignmentDoc] `yaml:"generate" doc:"Some of many possible assignments, spread evenly."`
}

type generateAssignmentDoc struct {
	Count         at[int]      `yaml:"count" doc:"How many assignments: a user or group, a permission set and an account count as one."`
	User          at[string]   `yaml:"user" doc:"Pattern over user names."`
	Group         at[string]   `yaml:"group" doc:"Pattern over groups."`
	PermissionSet at[string]   `yaml:"permissionSet" doc:"Pattern over permission sets."`
	Accounts      []at[string] `yaml:"accounts" doc:"Ids or names of accounts, or patterns over names."`
}

type roleDoc struct {
	ARN        at[string]   `yaml:"arn" doc:"arn:PARTITION:iam::ACCOUNT:role/NAME"`
	Trust      []at[string] `yaml:"trust" doc:"Permission sets, and ARNs of roles of this file, that may assume it."`
	ExternalID at[string]   `yaml:"externalId" doc:"Who assumes the role has to say it."`
}

type profileDoc struct {
	Name          at[string] `yaml:"name" doc:"Name of the profile; default is the one without a name."`
	SSOSession    at[string] `yaml:"ssoSession" doc:"The instance's ssoSession."`
	StartURL      at[string] `yaml:"startUrl" doc:"Instead of ssoSession: a profile of the older kind."`
	Account       at[string] `yaml:"account" doc:"Id or name of an account."`
	PermissionSet at[string] `yaml:"permissionSet" doc:"Name of a permission set."`
	Region        at[string] `yaml:"region" doc:"Default: the instance's."`
	Output        at[string] `yaml:"output" doc:"Output format of the AWS CLI." enum:"json,text,table,yaml,yaml-stream"`
}

type faultDoc struct {
	Preset      at[string]  `yaml:"preset" doc:"Several faults by one name, instead of the other keys." enum:"aws-quota,outage"`
	On          at[string]  `yaml:"on" doc:"The operation, or * for all." enum:"operations"`
	User        at[string]  `yaml:"user" doc:"Only requests for this user."`
	Client      at[string]  `yaml:"client" doc:"Only requests of the client of this name."`
	Return      at[string]  `yaml:"return" doc:"How it fails. Without it, it is only delayed." enum:"kinds"`
	Status      at[int]     `yaml:"status" doc:"HTTP status of return: error, or of noErrorType."`
	Error       at[string]  `yaml:"error" doc:"Exception of return: error, such as ExpiredTokenException, or of noErrorType."`
	RetryAfter  at[string]  `yaml:"retryAfter" doc:"What return: throttle says when to try again."`
	Field       at[string]  `yaml:"field" doc:"The member that return: dropField takes out of the answer."`
	Region      at[string]  `yaml:"region" doc:"The region that return: wrongRegion names."`
	Skew        at[string]  `yaml:"skew" doc:"How far the clock is off in the answers of return: clockSkew."`
	Delay       at[string]  `yaml:"delay" doc:"How long the answer is held back, such as 300ms."`
	Skip        at[int]     `yaml:"skip" doc:"So many requests pass first."`
	PerSecond   at[int]     `yaml:"perSecond" doc:"So many requests a second pass."`
	EveryNth    at[int]     `yaml:"everyNth" doc:"Then every so manieth is hit. Default: each."`
	Probability at[float64] `yaml:"probability" doc:"How likely each is hit, from 0 to 1. It follows from the seed."`
	Count       at[int]     `yaml:"count" doc:"At most so many are hit. Default: no limit."`
}
