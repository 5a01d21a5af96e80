package idctest

import (
	"crypto/sha1" // the AWS CLI's name for the file
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// SignIn leaves in Home what `aws sso login` leaves there for the directory's sso-session,
// without a browser: a token file, by which the AWS CLI, the SDKs and fob have credentials.
// The access token, which is returned, is good for life, and spent already if that is
// negative; clients then refresh it. The error says that the user is not there or disabled.
func (s *Server) SignIn(userName string, life time.Duration) (accessToken string, err error) {
	issued, err := s.server.Issue(userName, life)
	if err != nil {
		return "", fmt.Errorf("idctest: %w", err)
	}
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	file, err := json.Marshal(struct {
		StartURL              string `json:"startUrl"`
		Region                string `json:"region"`
		AccessToken           string `json:"accessToken"`
		ExpiresAt             string `json:"expiresAt"`
		ClientID              string `json:"clientId"`
		ClientSecret          string `json:"clientSecret"`
		RegistrationExpiresAt string `json:"registrationExpiresAt"`
		RefreshToken          string `json:"refreshToken,omitempty"`
	}{
		s.dir.Instance.StartURLs[0], s.dir.Instance.Region, issued.AccessToken, stamp(issued.ExpiresAt),
		issued.ClientID, issued.ClientSecret, stamp(issued.RegistrationExpiresAt), issued.RefreshToken,
	})
	if err != nil {
		return "", err
	}
	sum := sha1.Sum([]byte(s.dir.Instance.SSOSession))
	cache := filepath.Join(s.home, ".aws", "sso", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	return issued.AccessToken, os.WriteFile(filepath.Join(cache, hex.EncodeToString(sum[:])+".json"), file, 0o600)
}

// EndSessions revokes every sign-in, as an administrator can: no token that was given out is
// good any more.
func (s *Server) EndSessions() { s.server.EndSessions() }
