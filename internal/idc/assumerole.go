package idc

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/rolekey"
)

type assumeRoleResponse struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse"`
	Result  struct {
		Credentials struct {
			AccessKeyID     string `xml:"AccessKeyId"`
			SecretAccessKey string
			SessionToken    string
			Expiration      string // ISO 8601
		}
		AssumedRoleUser struct {
			AssumedRoleID string `xml:"AssumedRoleId"`
			ARN           string `xml:"Arn"`
		}
		PackedPolicySize int
	} `xml:"AssumeRoleResult"`
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

const (
	minRoleSession = 15 * time.Minute
	maxRoleSession = time.Hour // every caller here has assumed a role, so this is role chaining
)

// assumeRole is AssumeRole. Policies, tags and MFA are not looked at.
func (s *Server) assumeRole(caller rolekey.Session, form url.Values, requestID string) (any, error) {
	session, err := s.assumedSession(caller, form)
	if err != nil {
		return nil, err
	}
	keys, err := s.keys.Make(session)
	if err != nil {
		return nil, err
	}
	answer := assumeRoleResponse{RequestID: requestID}
	c := &answer.Result.Credentials
	c.AccessKeyID, c.SecretAccessKey, c.SessionToken = keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken
	c.Expiration = session.ExpiresAt.UTC().Format(time.RFC3339)
	u := &answer.Result.AssumedRoleUser
	u.AssumedRoleID = s.dir().RoleID(session.AccountID, session.RoleName) + ":" + session.SessionName
	u.ARN = s.sessionARN(session)
	return answer, nil
}

// assumedSession checks a request and returns the session it asks for.
func (s *Server) assumedSession(caller rolekey.Session, form url.Values) (rolekey.Session, error) {
	session := rolekey.Session{
		RoleARN: form.Get("RoleArn"), SessionName: form.Get("RoleSessionName"), UserName: caller.UserName,
	}
	life, err := roleSessionLife(form.Get("DurationSeconds"))
	if err != nil {
		return session, err
	}
	if !isSessionName(session.SessionName) {
		return session, validationError("Value at 'roleSessionName' failed to satisfy constraint: it must have 2 to 64 of the characters [\\w+=,.@-]")
	}
	if session.RoleARN == "" {
		return session, validationError("Value at 'roleArn' failed to satisfy constraint: Member must not be null")
	}
	role, ok := s.dir().Role(session.RoleARN)
	if !ok || !trusts(role, caller, form.Get("ExternalId")) {
		return session, &stsError{
			http.StatusForbidden, "AccessDenied",
			"User: " + s.sessionARN(caller) + " is not authorized to perform: sts:AssumeRole on resource: " + session.RoleARN,
		}
	}
	session.AccountID, session.RoleName = role.AccountID, role.Name
	session.IssuedAt = s.now()
	session.ExpiresAt = session.IssuedAt.Truncate(time.Second).Add(life)
	return session, nil
}

func roleSessionLife(seconds string) (time.Duration, error) {
	if seconds == "" {
		return maxRoleSession, nil
	}
	n, err := strconv.Atoi(seconds)
	life := time.Duration(n) * time.Second
	switch {
	case err != nil || life < minRoleSession:
		return 0, validationError("Value at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900")
	case life > maxRoleSession:
		return 0, validationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
	}
	return life, nil
}

// trusts reports whether a role's trust lets the caller in.
func trusts(role directory.Role, caller rolekey.Session, externalID string) bool {
	who := caller.PermissionSet
	if who == "" {
		who = caller.RoleARN
	}
	return slices.Contains(role.Trust, who) && (role.ExternalID == "" || role.ExternalID == externalID)
}

func isSessionName(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-"
	return len(s) >= 2 && len(s) <= 64 && strings.Trim(s, allowed) == ""
}
