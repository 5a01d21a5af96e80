package idc_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/standin"
)

func TestRegisterClient(t *testing.T) {
	c := newCenter(t)
	v := c.post("/client/register", pkceClient).json(t)
	now := float64(c.clock.Now().Unix())
	if v["clientIdIssuedAt"] != now || v["clientSecretExpiresAt"] != now+90*24*3600 {
		t.Errorf("the registration is %v", v)
	}
	if v["authorizationEndpoint"] != c.url+"/authorize" || v["tokenEndpoint"] != c.url+"/token" {
		t.Errorf("the endpoints are %v", v)
	}
	if strings.Contains(v["clientId"].(string), "botocore") {
		t.Error("the client id can be read")
	}
}

func TestRegisterClientErrors(t *testing.T) {
	c := newCenter(t)
	for name, b := range map[string]struct {
		body       fields
		name, code string
	}{
		"no name":             {pkceClient.with("clientName", nil), "InvalidRequestException", "invalid_request"},
		"name in other case":  {pkceClient.with("clientName", nil, "ClientName", "x"), "InvalidRequestException", "invalid_request"},
		"name a number":       {pkceClient.with("clientName", 5), "InvalidRequestException", "invalid_request"},
		"name too long":       {pkceClient.with("clientName", strings.Repeat("x", 300)), "InvalidRequestException", "invalid_request"},
		"confidential":        {pkceClient.with("clientType", "confidential"), "InvalidClientMetadataException", "invalid_client_metadata"},
		"unknown scope":       {pkceClient.with("scopes", []string{"sso:acount:access"}), "InvalidScopeException", "invalid_scope"},
		"unknown grant":       {pkceClient.with("grantTypes", []string{"password"}), "UnsupportedGrantTypeException", "unsupported_grant_type"},
		"redirect elsewhere":  {pkceClient.with("redirectUris", []string{"http://evil.test/oauth/callback"}), "InvalidRedirectUriException", "invalid_redirect_uri"},
		"redirect to https":   {pkceClient.with("redirectUris", []string{"https://127.0.0.1/"}), "InvalidRedirectUriException", "invalid_redirect_uri"},
		"redirect with #":     {pkceClient.with("redirectUris", []string{"http://127.0.0.1/#x"}), "InvalidRedirectUriException", "invalid_redirect_uri"},
		"redirect with user":  {pkceClient.with("redirectUris", []string{"http://127.0.0.1@evil.test/"}), "InvalidRedirectUriException", "invalid_redirect_uri"},
		"no redirect":         {pkceClient.with("redirectUris", nil), "InvalidRequestException", "invalid_request"},
		"issuer not listed":   {pkceClient.with("issuerUrl", "https://other.awsapps.com/start"), "InvalidRequestException", "invalid_request"},
		"no client type":      {pkceClient.with("clientType", nil), "InvalidRequestException", "invalid_request"},
		"scopes not a list":   {pkceClient.with("scopes", "x"), "InvalidRequestException", "invalid_request"},
		"grants not a list":   {pkceClient.with("grantTypes", 1), "InvalidRequestException", "invalid_request"},
		"26 scopes":           {pkceClient.with("scopes", slices.Repeat([]string{"sso:account:access"}, 26)), "InvalidRequestException", "invalid_request"},
		"26 redirects":        {pkceClient.with("redirectUris", slices.Repeat([]string{"http://127.0.0.1"}, 26)), "InvalidRequestException", "invalid_request"},
		"26 grants":           {pkceClient.with("grantTypes", slices.Repeat([]string{"refresh_token"}, 26)), "InvalidRequestException", "invalid_request"},
		"redirect not a list": {pkceClient.with("redirectUris", 1), "InvalidRequestException", "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			wantOIDCError(t, c.post("/client/register", b.body), 400, b.name, b.code)
		})
	}
}

func TestBodiesThatAreNotJSONObjects(t *testing.T) {
	c := newCenter(t)
	for _, body := range []string{"", "null", "[]", `"x"`, "{", `{"clientName":"x"} y`, "grantType=x", strings.Repeat(" ", 2<<20)} {
		a := c.do(c.request("POST", "/client/register", body))
		wantOIDCError(t, a, 400, "InvalidRequestException", "invalid_request")
	}
	a := c.post("/token?aws_iam=t", fields{})
	wantOIDCError(t, a, 400, "InvalidRequestException", "invalid_request")
}

func TestClientIsNotKnown(t *testing.T) {
	c := newCenter(t)
	good := c.register(deviceClient)
	for name, client := range map[string]fields{
		"made up":               {"clientId": "x", "clientSecret": "y"},
		"wrong secret":          good.with("clientSecret", "y"),
		"secret of another one": good.with("clientSecret", c.register(deviceClient)["clientSecret"]),
	} {
		t.Run(name, func(t *testing.T) {
			a := c.post("/token", client.with("grantType", oauth2term.GrantRefreshToken, "refreshToken", "x"))
			wantOIDCError(t, a, 401, "InvalidClientException", "invalid_client")
			a = c.post("/device_authorization", client.with("startUrl", startURL))
			wantOIDCError(t, a, 401, "InvalidClientException", "invalid_client")
		})
	}
	c.clock.Advance(90 * 24 * time.Hour)
	a := c.post("/device_authorization", good.with("startUrl", startURL))
	wantOIDCError(t, a, 401, "InvalidClientException", "invalid_client")
}

func TestPKCE(t *testing.T) {
	c := newCenter(t)
	v := c.signIn(c.register(pkceClient))
	if v["tokenType"] != "Bearer" || v["expiresIn"] != 3600.0 {
		t.Errorf("the tokens are %v", v)
	}
	for _, key := range []string{"accessToken", "refreshToken"} {
		if !strings.HasPrefix(v[key].(string), "local-") {
			t.Errorf("%s is not marked as local: %v", key, v[key])
		}
	}
}

func TestTokenErrorsOfCodes(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	for name, b := range map[string]struct {
		change     []any
		name, code string
	}{
		"wrong verifier":  {[]any{"codeVerifier", verifier + "x"}, "InvalidGrantException", "invalid_grant"},
		"plain challenge": {[]any{"codeVerifier", challenge(verifier)}, "InvalidGrantException", "invalid_grant"},
		"another port":    {[]any{"redirectUri", "http://127.0.0.1:1/oauth/callback"}, "InvalidGrantException", "invalid_grant"},
		"unknown code":    {[]any{"code", "x"}, "InvalidGrantException", "invalid_grant"},
		"no code":         {[]any{"code", nil}, "InvalidRequestException", "invalid_request"},
		"no verifier":     {[]any{"codeVerifier", nil}, "InvalidRequestException", "invalid_request"},
		"no redirect":     {[]any{"redirectUri", nil}, "InvalidRequestException", "invalid_request"},
		"no grant type":   {[]any{"grantType", nil}, "InvalidRequestException", "invalid_request"},
		"no client id":    {[]any{"clientId", nil}, "InvalidRequestException", "invalid_request"},
		"unknown grant":   {[]any{"grantType", "password"}, "UnsupportedGrantTypeException", "unsupported_grant_type"},
		"not its grant":   {[]any{"grantType", oauth2term.GrantDeviceCode, "deviceCode", "x"}, "UnauthorizedClientException", "unauthorized_client"},
		"unknown refresh": {[]any{"grantType", oauth2term.GrantRefreshToken, "refreshToken", "x"}, "InvalidGrantException", "invalid_grant"},
	} {
		t.Run(name, func(t *testing.T) {
			code, redirectURI := c.code(client)
			body := client.with("grantType", oauth2term.GrantAuthorizationCode, "code", code, "redirectUri", redirectURI, "codeVerifier", verifier)
			wantOIDCError(t, c.post("/token", body.with(b.change...)), 400, b.name, b.code)
		})
	}
}

func TestCodeOfAnotherClientOrTooOld(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	code, redirectURI := c.code(client)
	body := client.with("grantType", oauth2term.GrantAuthorizationCode, "code", code, "redirectUri", redirectURI, "codeVerifier", verifier)
	other := c.register(pkceClient)
	a := c.post("/token", body.with("clientId", other["clientId"], "clientSecret", other["clientSecret"]))
	wantOIDCError(t, a, 400, "InvalidGrantException", "invalid_grant")
	c.clock.Advance(10 * time.Minute)
	wantOIDCError(t, c.post("/token", body), 400, "InvalidGrantException", "invalid_grant")
}

func TestCodeUsedTwiceRevokesWhatItBought(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	code, redirectURI := c.code(client)
	body := client.with("grantType", oauth2term.GrantAuthorizationCode, "code", code, "redirectUri", redirectURI, "codeVerifier", verifier)
	tokens := c.post("/token", body).json(t)
	accessToken := tokens["accessToken"].(string)
	if a := c.portal("GET", "/assignment/accounts", accessToken); a.status != 200 {
		t.Fatalf("the access token is not good: %s", a.body)
	}
	wantOIDCError(t, c.post("/token", body), 400, "InvalidGrantException", "invalid_grant")
	wantPortalError(t, c.portal("GET", "/assignment/accounts", accessToken), 401, "UnauthorizedException", "Session token not found or invalid")
	wantOIDCError(t, c.refresh(client, tokens["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
}

// TestOneOfManyAtOnce presents one code from many goroutines.
func TestOneOfManyAtOnce(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	code, redirectURI := c.code(client)
	body := client.with("grantType", oauth2term.GrantAuthorizationCode, "code", code, "redirectUri", redirectURI, "codeVerifier", verifier)
	statuses := make([]int, 8)
	var wg sync.WaitGroup
	for i := range statuses {
		wg.Go(func() { statuses[i] = c.post("/token", body).status })
	}
	wg.Wait()
	good := 0
	for _, s := range statuses {
		if s == 200 {
			good++
		}
	}
	if good != 1 {
		t.Errorf("the answers are %v", statuses)
	}
}

func (c *center) refresh(client fields, refreshToken any) answer {
	c.Helper()
	return c.post("/token", client.with("grantType", oauth2term.GrantRefreshToken, "refreshToken", refreshToken))
}

func TestRefreshRotates(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	first := c.signIn(client)
	c.clock.Advance(50 * time.Minute)
	second := c.refresh(client, first["refreshToken"]).json(t)
	if second["refreshToken"] == first["refreshToken"] || second["accessToken"] == first["accessToken"] || second["expiresIn"] != 3600.0 {
		t.Errorf("the second tokens are %v", second)
	}
	c.clock.Advance(30 * time.Minute)
	if a := c.portal("GET", "/assignment/accounts", first["accessToken"].(string)); a.status != 401 {
		t.Errorf("the first access token is good after its hour: %d", a.status)
	}
	if a := c.portal("GET", "/assignment/accounts", second["accessToken"].(string)); a.status != 200 {
		t.Errorf("the second access token is not good: %d", a.status)
	}
	// The first refresh token again: somebody has stolen one of the two.
	wantOIDCError(t, c.refresh(client, first["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
	wantOIDCError(t, c.refresh(client, second["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
	if a := c.portal("GET", "/assignment/accounts", second["accessToken"].(string)); a.status != 401 {
		t.Errorf("the second access token outlives the theft: %d", a.status)
	}
}

// TestReuseThatIsForgiven: the directory may say that only the second request fails.
func TestReuseThatIsForgiven(t *testing.T) {
	c := newCenter(t, "consent: always", "consent: always\n  refreshTokenReuse: reject")
	client := c.register(pkceClient)
	first := c.signIn(client)
	second := c.refresh(client, first["refreshToken"]).json(t)
	wantOIDCError(t, c.refresh(client, first["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
	if a := c.portal("GET", "/assignment/accounts", second["accessToken"].(string)); a.status != 200 {
		t.Errorf("the second access token is not good: %d", a.status)
	}
	if a := c.refresh(client, second["refreshToken"]); a.status != 200 {
		t.Errorf("the second refresh token is not good: %d", a.status)
	}
}

func TestRefreshEndsWithTheSession(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	tokens := c.signIn(client)
	c.clock.Advance(7*time.Hour + 30*time.Minute)
	tokens = c.refresh(client, tokens["refreshToken"]).json(t)
	if tokens["expiresIn"] != 1800.0 {
		t.Errorf("the access token outlives the session: %v", tokens["expiresIn"])
	}
	c.clock.Advance(30 * time.Minute)
	wantOIDCError(t, c.refresh(client, tokens["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
}

func TestRefreshTokenBelongsToItsClient(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	tokens := c.signIn(client)
	wantOIDCError(t, c.refresh(c.register(pkceClient), tokens["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
	if a := c.refresh(client, tokens["refreshToken"]); a.status != 200 {
		t.Errorf("another client's attempt cost the owner the token: %s", a.body)
	}
}

// start starts a device authorization and returns its answer.
func (c *center) start(client fields) map[string]any {
	c.Helper()
	a := c.post("/device_authorization", client.with("startUrl", startURL))
	if a.status != 200 {
		c.Fatalf("start: %d %s", a.status, a.body)
	}
	return a.json(c.T)
}

func (c *center) poll(client fields, d map[string]any) answer {
	c.Helper()
	return c.post("/token", client.with("grantType", oauth2term.GrantDeviceCode, "deviceCode", d["deviceCode"]))
}

func (c *center) path(uri any) string { return strings.TrimPrefix(uri.(string), c.url) }

func TestDeviceCode(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	userCode := d["userCode"].(string)
	if len(userCode) != 9 || userCode[4] != '-' || strings.Trim(userCode, "BCDFGHJKLMNPQRSTVWXZ-") != "" {
		t.Errorf("the user code is %q", userCode)
	}
	if d["verificationUri"] != c.url+"/device" || d["verificationUriComplete"] != c.url+"/device?user_code="+userCode ||
		d["expiresIn"] != 600.0 || d["interval"] != 5.0 {
		t.Errorf("the answer is %v", d)
	}
	wantOIDCError(t, c.poll(client, d), 400, "AuthorizationPendingException", "authorization_pending")
	v := c.walk(c.path(d["verificationUri"]), standin.Person{UserCode: strings.ToLower(strings.ReplaceAll(userCode, "-", " "))})
	if v.Status != 200 || !strings.Contains(v.Text, "Access allowed") {
		t.Fatalf("the last page is %+v", v.Page)
	}
	c.clock.Advance(5 * time.Second)
	tokens := c.poll(client, d).json(t)
	if tokens["refreshToken"] == nil || tokens["expiresIn"] != 3600.0 {
		t.Errorf("the tokens are %v", tokens)
	}
	// The device code again revokes them.
	wantOIDCError(t, c.poll(client, d), 400, "InvalidGrantException", "invalid_grant")
	if a := c.portal("GET", "/assignment/accounts", tokens["accessToken"].(string)); a.status != 401 {
		t.Errorf("the access token is still good: %d", a.status)
	}
}

func TestLegacyClientGetsOneLongToken(t *testing.T) {
	c := newCenter(t)
	client := c.register(legacyClient)
	d := c.start(client)
	c.walk(c.path(d["verificationUriComplete"]), standin.Person{})
	tokens := c.poll(client, d).json(t)
	if _, has := tokens["refreshToken"]; has || tokens["expiresIn"] != 8*3600.0 {
		t.Errorf("the tokens are %v", tokens)
	}
	if a := c.portal("GET", "/assignment/accounts", tokens["accessToken"].(string)); a.status != 200 {
		t.Errorf("the access token is not good: %s", a.body)
	}
}

func TestDeviceCodeDenied(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	v := c.walk(c.path(d["verificationUriComplete"]), standin.Person{Deny: true})
	if !strings.Contains(v.Text, "You denied access") {
		t.Errorf("the last page is %+v", v.Page)
	}
	wantOIDCError(t, c.poll(client, d), 400, "AccessDeniedException", "access_denied")
}

func TestDeviceCodeExpires(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	c.clock.Advance(10 * time.Minute)
	wantOIDCError(t, c.poll(client, d), 400, "ExpiredTokenException", "expired_token")
	c.clock.Advance(2 * time.Hour) // and is forgotten in the end
	wantOIDCError(t, c.poll(client, d), 400, "InvalidGrantException", "invalid_grant")
}

func TestDeviceCodeOfAnotherClient(t *testing.T) {
	c := newCenter(t)
	d := c.start(c.register(deviceClient))
	wantOIDCError(t, c.poll(c.register(deviceClient), d), 400, "InvalidGrantException", "invalid_grant")
}

func TestStartDeviceAuthorizationErrors(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	a := c.post("/device_authorization", client.with("startUrl", "https://other.awsapps.com/start"))
	wantOIDCError(t, a, 400, "InvalidRequestException", "invalid_request")
	wantOIDCError(t, c.post("/device_authorization", client), 400, "InvalidRequestException", "invalid_request")
	a = c.post("/device_authorization", c.register(pkceClient).with("startUrl", startURL))
	wantOIDCError(t, a, 400, "UnauthorizedClientException", "unauthorized_client")
}

// TestSlowDown: two polls may come at once; then one each interval, which a
// refusal makes five seconds longer.
func TestSlowDown(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	for i, step := range []struct {
		wait time.Duration
		want string
	}{
		{0, "authorization_pending"},
		{0, "authorization_pending"},
		{0, "slow_down"},
		{10 * time.Second, "authorization_pending"},
		{10 * time.Second, "authorization_pending"},
		{10 * time.Second, "authorization_pending"},
		{5 * time.Second, "authorization_pending"}, // the one in reserve
		{time.Second, "slow_down"},
		{15 * time.Second, "authorization_pending"},
	} {
		c.clock.Advance(step.wait)
		if got := c.poll(client, d).json(t)["error"]; got != step.want {
			t.Fatalf("poll %d: got %v, want %s", i+1, got, step.want)
		}
	}
}

// TestPaceOfTheAWSCLI polls as the AWS CLI does: twice, then each interval.
func TestPaceOfTheAWSCLI(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	c.poll(client, d)
	for range 20 {
		if got := c.poll(client, d).json(t)["error"]; got != "authorization_pending" {
			t.Fatalf("got %v", got)
		}
		c.clock.Advance(4990 * time.Millisecond)
	}
}
