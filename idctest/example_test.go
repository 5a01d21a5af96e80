package idctest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"fob.example/fob/idctest"
)

// A sign-in by authorization code with PKCE, as a tool does it: register, send the person
// to the authorize URL, and exchange the code. In a test, idctest.New(t) stands for Start
// and Close, and the tool is your own.
func Example() {
	idp, err := idctest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer idp.Close()

	codes := make(chan string, 1)
	listener := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { codes <- r.URL.Query().Get("code") }))
	defer listener.Close()

	client := post(idp.URL()+"/client/register", map[string]any{
		"clientName": "my-tool", "clientType": "public", "scopes": []string{"sso:account:access"},
		"grantTypes": []string{"authorization_code", "refresh_token"}, "redirectUris": []string{"http://127.0.0.1"},
	})
	verifier := "a-verifier-of-at-least-forty-three-characters-1234567890"
	sum := sha256.Sum256([]byte(verifier))
	page := idp.URL() + "/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {client["clientId"].(string)}, "redirect_uri": {listener.URL}, "state": {"s"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}, "scopes": {"sso:account:access"},
	}.Encode()
	if err := idp.Browser("alice@example.com").Approve(page); err != nil {
		log.Fatal(err)
	}
	tokens := post(idp.URL()+"/token", map[string]any{
		"clientId": client["clientId"], "clientSecret": client["clientSecret"], "grantType": "authorization_code",
		"code": <-codes, "redirectUri": listener.URL, "codeVerifier": verifier,
	})
	fmt.Println(tokens["tokenType"], tokens["expiresIn"])
	for _, r := range idp.Requests() {
		if r.Operation != "" {
			fmt.Println(r.Operation, r.UserName, r.Status)
		}
	}
	// Output:
	// Bearer 3600
	// RegisterClient  200
	// CreateToken alice@example.com 200
}

// A client that is throttled, and what a good one makes of it: it waits as long as it was
// told, and asks again.
func ExampleFault() {
	idp, err := idctest.Start(idctest.Fault("throttle,on=ListAccounts,retry-after=1s,count=1"))
	if err != nil {
		log.Fatal(err)
	}
	defer idp.Close()
	accessToken, err := idp.SignIn("alice@example.com", time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		resp := listAccounts(idp, accessToken)
		fmt.Printf("%d, Retry-After %q\n", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	fmt.Println(idp.Called("ListAccounts"), "calls")
	// Output:
	// 429, Retry-After "1"
	// 200, Retry-After ""
	// 2 calls
}

// A sign-in that ends while nobody looks: eight hours pass at once.
func ExampleClock() {
	idp, err := idctest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer idp.Close()
	accessToken, err := idp.SignIn("bob@example.com", time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listAccounts(idp, accessToken).Status)
	idp.Clock().Advance(8 * time.Hour)
	fmt.Println(listAccounts(idp, accessToken).Status)
	// Output:
	// 200 OK
	// 401 Unauthorized
}

// A company of one's own.
func ExampleDirectory() {
	idp, err := idctest.Start(idctest.Directory(`
version: 1
instance: {region: eu-central-1, startUrls: ["https://corp.awsapps.com/start"], ssoSession: corp}
users: [{userName: carol@example.com}]
accounts: [{accountId: "999988887777", accountName: lab}]
permissionSets: [{name: Tester}]
accountAssignments: [{user: carol@example.com, permissionSet: Tester, accounts: [lab]}]
`))
	if err != nil {
		log.Fatal(err)
	}
	defer idp.Close()
	accessToken, err := idp.SignIn("carol@example.com", time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	resp := listAccounts(idp, accessToken)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(body))
	// Output:
	// {"accountList":[{"accountId":"999988887777","accountName":"lab","emailAddress":""}],"nextToken":null}
}

func post(page string, body map[string]any) (answer map[string]any) {
	data, err := json.Marshal(body)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := http.Post(page, "application/json", bytes.NewReader(data))
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		log.Fatal(err)
	}
	return answer
}

func listAccounts(idp *idctest.Server, accessToken string) *http.Response {
	r, err := http.NewRequest(http.MethodGet, idp.URL()+"/assignment/accounts", nil)
	if err != nil {
		log.Fatal(err)
	}
	r.Header.Set("x-amz-sso_bearer_token", accessToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	return resp
}
