package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsconfig"
)

// loginSession refuses a profile that signs in to the console with the AWS CLI's login.
func loginSession(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if _, set := p.Get("login_session"); set {
		return Credentials{}, &UnsupportedError{p.Name, "login_session"}
	}
	return Credentials{}, nil
}
