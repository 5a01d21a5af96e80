package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
)

// answering is a network where everybody gives the same answer.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a)))}, nil
}

// metadataService is an instance's. Each part can be made to answer otherwise.
type metadataService struct {
	token, roles, document, region, zone http.HandlerFunc
	asked                                []string
}

const rolesPath = "/latest/meta-data/iam/security-credentials/"

func says(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { write(w, status, "text/plain", text) }
}

// newMetadataService returns a service, and its URL.
func newMetadataService(t *testing.T) (*metadataService, string) {
	m := aMetadataService()
	server := httptest.NewServer(m.handler())
	t.Cleanup(server.Close)
	return m, server.URL
}

func aMetadataService() *metadataService {
	return &metadataService{token: says(200, "canary-session"), roles: says(200, "my role\n"), document: says(200, `{"Code": "Success", `+localDocument[1:]), region: says(200, "eu-west-1\n"), zone: says(404, "")}
}

func (m *metadataService) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /latest/api/token", func(w http.ResponseWriter, r *http.Request) {
		m.asked = append(m.asked, "token for "+r.Header.Get("x-aws-ec2-metadata-token-ttl-seconds"))
		m.token(w, r)
	})
	mux.HandleFunc("GET "+rolesPath, func(w http.ResponseWriter, r *http.Request) {
		m.asked = append(m.asked, strings.TrimPrefix(r.RequestURI, rolesPath)+" with "+r.Header.Get("x-aws-ec2-metadata-token"))
		if r.URL.Path == rolesPath {
			m.roles(w, r)
			return
		}
		m.document(w, r)
	})
	mux.HandleFunc("GET /latest/meta-data/placement/region", func(w http.ResponseWriter, r *http.Request) { m.region(w, r) })
	mux.HandleFunc("GET /latest/meta-data/placement/availability-zone/", func(w http.ResponseWriter, r *http.Request) { m.zone(w, r) })
	return mux
}

// patient is a time limit for real requests that a busy machine keeps, too.
const patient = 30 * time.Second

func instanceCredentials(t *testing.T, settings awsapi.InstanceMetadata) (awsapi.Credentials, bool, error) {
	settings.Timeout = patient
	return awsapi.New(awsapi.Config{}).InstanceCredentials(testContext(t), settings)
}

func TestInstanceCredentials(t *testing.T) {
	m, url := newMetadataService(t)
	creds, ok, err := instanceCredentials(t, awsapi.InstanceMetadata{Endpoint: url + "/"})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff([]string{"ASIA", "canary", "canary-token", "444455556666", "2026-01-02T03:04:05Z"}, fields(creds)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"token for 21600", " with canary-session", "my%20role with canary-session"}, m.asked); diff != "" {
		t.Error(diff)
	}
}

func TestInstanceRegion(t *testing.T) {
	for name, tt := range map[string]struct {
		region, zone http.HandlerFunc
		want         string
		ok           bool
	}{
		"a region":         {says(200, "eu-west-1\n"), says(200, "us-west-2-lax-1a"), "eu-west-1", true},
		"a zone":           {says(404, ""), says(200, "eu-west-2b\n"), "eu-west-2", true},
		"neither":          {says(404, ""), says(404, ""), "", true},
		"nonsense":         {says(200, "evil.test/x?"), says(200, "eu-west-2b"), "", false},
		"a zone elsewhere": {says(404, ""), says(200, "us-west-2-lax-1a"), "", false},
	} {
		m, url := newMetadataService(t)
		m.region, m.zone = tt.region, tt.zone
		got, err := awsapi.New(awsapi.Config{}).InstanceRegion(testContext(t), awsapi.InstanceMetadata{Endpoint: url, Timeout: patient})
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Without a session token it goes on as the AWS CLI does, unless that is switched off.
func TestInstancesWithoutSessionTokens(t *testing.T) {
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, tt := range map[string]struct {
		token    http.HandlerFunc
		attempts int
		there    bool
		asked    int
	}{
		"404":                {says(404, ""), 3, true, 3},
		"403":                {says(403, ""), 3, true, 3},
		"405":                {says(405, ""), 3, true, 3},
		"the answer is lost": {silent, 1, true, 3},
		"500":                {says(500, ""), 2, true, 4},
		"400":                {says(400, ""), 3, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := aMetadataService()
				m.token = tt.token
				client := inProcess(m.handler().ServeHTTP)
				settings := awsapi.InstanceMetadata{Endpoint: "http://127.0.0.1", Timeout: time.Second, Attempts: tt.attempts}
				_, there, err := client.InstanceCredentials(t.Context(), settings)
				if err != nil || there != tt.there || len(m.asked) != tt.asked {
					t.Errorf("there: %v, %v, asked %q", there, err, m.asked)
				}
				settings.NoV1 = true
				_, there, err = client.InstanceCredentials(t.Context(), settings)
				if there || errors.Is(err, awsapi.ErrNoMetadataV2) != tt.there {
					t.Errorf("without IMDSv1: %v, %v", there, err)
				}
			})
		})
	}
}

func TestInstancesWithoutCredentials(t *testing.T) {
	refusal := `{"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role"}`
	for name, tt := range map[string]struct {
		roles, document http.HandlerFunc
		says            string // of the error, "" for none
	}{
		"no role":             {roles: says(404, "")},
		"an empty list":       {roles: says(200, "")},
		"in trouble":          {roles: says(503, "")},
		"a role that is gone": {document: says(404, "")},
		"a role not trusted":  {document: says(200, refusal), says: "no credentials: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role"},
		"a web page":          {document: says(200, "<html>"), says: "a body that cannot be used"},
		"an empty object":     {document: says(200, "{}"), says: "lacks some of"},
	} {
		t.Run(name, func(t *testing.T) {
			m, url := newMetadataService(t)
			if tt.roles != nil {
				m.roles = tt.roles
			}
			if tt.document != nil {
				m.document = tt.document
			}
			_, ok, err := instanceCredentials(t, awsapi.InstanceMetadata{Endpoint: url})
			if ok || (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, %v", ok, err)
			}
		})
	}
}

// A machine that is no instance is found out at once, however many attempts are allowed.
func TestNoInstance(t *testing.T) {
	_, url := newMetadataService(t)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, noV1 := range []bool{false, true} {
		if _, ok, err := instanceCredentials(t, awsapi.InstanceMetadata{Endpoint: closed.URL, NoV1: noV1}); ok || err != nil {
			t.Errorf("nobody answers: %v, %v", ok, err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stopped")
	cancel(stop)
	if _, _, err := awsapi.New(awsapi.Config{}).InstanceCredentials(ctx, awsapi.InstanceMetadata{Endpoint: url, Timeout: patient}); !errors.Is(err, stop) {
		t.Errorf("stopped: %v", err)
	}
}

func TestEndpointsOfInstanceMetadata(t *testing.T) {
	client := awsapi.New(awsapi.Config{Transport: answering(localDocument)})
	for endpoint, ok := range map[string]bool{
		awsapi.MetadataIPv4:             true,
		awsapi.MetadataIPv6:             true,
		"http://127.0.0.1:1338":         true,
		"http://localhost:1338":         true,
		"http://169.254.169.254/base/":  true,
		"https://metadata.example":      true,
		"http://metadata.example":       false,
		"http://10.0.0.1":               false,
		"http://169.254.169.254.x.test": false,
		"http://u:canary@127.0.0.1":     false,
		"127.0.0.1":                     false,
		"":                              false,
	} {
		_, got, err := client.InstanceCredentials(testContext(t), awsapi.InstanceMetadata{Endpoint: endpoint, Timeout: patient})
		if got != ok || (err == nil) != ok || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v, %v", endpoint, got, err)
		}
	}
}

// What a machine's services are asked is told like every other call, but for its path.
func TestCallsWithinTheMachineAreTold(t *testing.T) {
	_, url := newMetadataService(t)
	var told []string
	client := awsapi.New(awsapi.Config{
		Trace: func(method, host, path string, status int, _ time.Duration) {
			told = append(told, fmt.Sprint(method, " http://", host, path, " ", status))
		},
	})
	if _, _, err := client.InstanceCredentials(testContext(t), awsapi.InstanceMetadata{Endpoint: url, Timeout: patient}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"PUT " + url + " 200", "GET " + url + " 200", "GET " + url + " 200"}, told); diff != "" {
		t.Error(diff)
	}
}
