package rolecreds

import (
	"maps"
	"slices"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// requestFileOf returns the name of the file of a role that was assumed: its stem is the SHA-1 of the
// request, as configured, the way the AWS CLI hashes it. Whose credentials signed it is
// no part of that.
func requestFileOf(r awsapi.RoleRequest) string {
	var o orderedjson.Object
	if r.DurationSeconds != 0 {
		o = append(o, orderedjson.Member{Name: "DurationSeconds", Value: int(r.DurationSeconds)})
	}
	o = appendText(o, "ExternalId", r.ExternalID)
	o = appendText(o, "RoleArn", r.RoleARN)
	o = appendText(o, "RoleSessionName", r.SessionName)
	o = appendText(o, "SerialNumber", r.SerialNumber)
	return cachefile.Hash(orderedjson.Marshal(o, orderedjson.Python())) + ".json"
}

// roleFile is what the AWS CLI keeps of a role that was assumed: the whole answer, in the
// order of STS's model, and how it came.
func roleFile(a awsapi.AssumedRole) orderedjson.Object {
	o := orderedjson.Object{
		{Name: "Credentials", Value: credentialsObject(a.Credentials, a.Expiration.UTC().Format("2006-01-02T15:04:05+00:00"))},
	}
	o = appendText(o, "SubjectFromWebIdentityToken", a.Subject)
	if a.ARN != "" {
		o = append(o, orderedjson.Member{Name: "AssumedRoleUser", Value: orderedjson.Object{
			{Name: "AssumedRoleId", Value: a.AssumedRoleID}, {Name: "Arn", Value: a.ARN},
		}})
	}
	if a.PackedPolicySize != nil {
		o = append(o, orderedjson.Member{Name: "PackedPolicySize", Value: int(*a.PackedPolicySize)})
	}
	o = appendText(o, "Provider", a.Provider)
	o = appendText(o, "Audience", a.Audience)
	o = appendText(o, "SourceIdentity", a.SourceIdentity)
	return append(o, orderedjson.Member{Name: "ResponseMetadata", Value: orderedjson.Object{
		{Name: "RequestId", Value: a.RequestID},
		{Name: "HTTPStatusCode", Value: a.StatusCode},
		{Name: "HTTPHeaders", Value: headers(a)},
		{Name: "RetryAttempts", Value: a.Retries},
	}})
}

func headers(a awsapi.AssumedRole) orderedjson.Object {
	o := orderedjson.Object{}
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		o = append(o, orderedjson.Member{Name: strings.ToLower(name), Value: strings.Join(a.Header[name], ", ")})
	}
	return o
}

// appendText adds a member that is there.
func appendText(o orderedjson.Object, name, value string) orderedjson.Object {
	if value == "" {
		return o
	}
	return append(o, orderedjson.Member{Name: name, Value: value})
}
