package awsapi

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	portal "github.com/aws/aws-sdk-go-v2/service/sso/types"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"fob.example/fob/internal/termui"
)

// ServiceError is a refusal: the service answered, with an error. Code is AWS's
// name for it ("AccessDeniedException"), "" if the answer has none; Description is the
// member error_description of an OIDC answer (RFC 6749 §5.2). The
// texts are the server's own; other than by Error they must be cleaned before they are
// shown.
type ServiceError struct {
	Operation   string
	Code        string
	Message     string
	Description string
	StatusCode  int
	Attempts    int
	RetryAfter  time.Duration // what the service asks to wait before the next call; zero if nothing
	Region      string        // where the service says it is instead; "" if it says nothing
	Modelled    []Member      // those that the service's model gives an answer with this Code
}

// Member is a member of an answer.
type Member struct{ Name, Value string }

// Error names the situation, the operation and the code, and what the server said of
// it, cleaned and cut.
func (e *ServiceError) Error() string {
	code := cmp.Or(termui.Clean(e.Code), fmt.Sprintf("HTTP %d", e.StatusCode))
	text := fmt.Sprintf("%s (%s)", e.Operation, code)
	if e.Attempts > 1 {
		text = fmt.Sprintf("%s (%s, after %d attempts)", e.Operation, code, e.Attempts)
	}
	switch {
	case e.Throttled():
		text = "AWS is asked too often: " + text
	case e.Temporary():
		text = "AWS is in trouble: " + text
	}
	if said := termui.Clean(cmp.Or(e.Message, e.Description)); said != "" {
		text += ": " + said
	}
	return text
}

// Throttled reports whether the service asks to be asked less often.
func (e *ServiceError) Throttled() bool {
	_, throttled := retry.DefaultThrottleErrorCodes[e.Code]
	return throttled || e.StatusCode == http.StatusTooManyRequests
}

// Temporary reports whether the service was in trouble or overloaded, so that the
// same call may succeed later and nothing need be thrown away.
func (e *ServiceError) Temporary() bool { return e.StatusCode >= 500 || e.Throttled() }

// UnreachableError means that no answer came: no name, no connection, no TLS, or a
// connection that broke or took too long.
type UnreachableError struct {
	Operation string
	Err       error
}

// Untrusted reports whether the server has no certificate that makes it AWS's.
func (e *UnreachableError) Untrusted() bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](e.Err)
	return ok
}

// OutOfDate reports whether the server's certificate is over, or has not begun, by this
// machine's clock.
func (e *UnreachableError) OutOfDate() bool {
	invalid, ok := errors.AsType[x509.CertificateInvalidError](e.Err)
	return ok && invalid.Reason == x509.Expired
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("AWS cannot be reached: %s: %v", e.Operation, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// AnswerError means that something answered that is not AWS, or not in its senses.
type AnswerError struct {
	Host   string
	Reason string
}

func (e *AnswerError) Error() string { return fmt.Sprintf("%s answered with %s", e.Host, e.Reason) }

const webPage = "a web page instead of an answer"

// WebPage reports whether the answer was a page for people, as a network shows that wants
// to be signed in to first.
func (e *AnswerError) WebPage() bool { return e.Reason == webPage }

// IsCode reports whether err is a ServiceError with that code.
func IsCode(err error, code string) bool {
	var service *ServiceError
	return errors.As(err, &service) && service.Code == code
}

// translate turns an error of the SDK into one of ours.
func translate(ctx context.Context, operation string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", operation, context.Cause(ctx))
	}
	var (
		answer *AnswerError
		send   *smithyhttp.RequestSendError
		api    smithy.APIError
		status *smithyhttp.ResponseError
	)
	switch {
	case errors.As(err, &answer):
		return fmt.Errorf("%s: %w", operation, answer)
	case errors.As(err, &send): // the SDK wraps it in a ResponseError without a response
		return &UnreachableError{Operation: operation, Err: send.Err}
	case errors.As(err, &api):
		return serviceError(operation, err, api)
	case !errors.As(err, &status): // it was never sent
		if e, ok := errors.AsType[*smithy.OperationError](err); ok {
			err = e.Err
		}
		return fmt.Errorf("%s: %w", operation, err)
	case status.HTTPStatusCode() < 300:
		return fmt.Errorf("%s: %w", operation, &AnswerError{status.Response.Request.URL.Host, "a body that cannot be used"})
	}
	return &ServiceError{
		Operation: operation, StatusCode: status.HTTPStatusCode(), Attempts: attempts(err), RetryAfter: retryAfter(response(err)),
	}
}

// noCode is the SDK's name for an error whose answer names none.
const noCode = "UnknownError"

func serviceError(operation string, err error, api smithy.APIError) *ServiceError {
	e := &ServiceError{
		Operation: operation, Code: api.ErrorCode(), Message: api.ErrorMessage(), Modelled: modelled(err),
		Attempts: attempts(err), RetryAfter: retryAfter(response(err)),
	}
	if e.Code == noCode {
		e.Code = ""
	}
	for _, m := range e.Modelled {
		switch m.Name {
		case "error_description":
			e.Description = m.Value
		case "region":
			e.Region = m.Value
		}
	}
	var status *smithyhttp.ResponseError
	if errors.As(err, &status) {
		e.StatusCode = status.HTTPStatusCode()
	}
	return e
}

func attempts(err error) int {
	var exhausted *retry.MaxAttemptsError
	if errors.As(err, &exhausted) {
		return exhausted.Attempt
	}
	return 1
}

// modelled digs the members of an answer out of the SDK's types, which share fields but
// no method for them.
func modelled(err error) []Member {
	for ; err != nil; err = errors.Unwrap(err) {
		switch e := err.(type) {
		case *portal.InvalidRequestException:
			return present(Member{"message", deref(e.Message)})
		case *portal.ResourceNotFoundException:
			return present(Member{"message", deref(e.Message)})
		case *portal.TooManyRequestsException:
			return present(Member{"message", deref(e.Message)})
		case *portal.UnauthorizedException:
			return present(Member{"message", deref(e.Message)})
		case *types.AccessDeniedException:
			return oauth(e.Error_, string(e.Reason), e.Error_description)
		case *types.AuthorizationPendingException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.ExpiredTokenException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InternalServerException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InvalidClientException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InvalidClientMetadataException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InvalidGrantException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InvalidRedirectUriException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.InvalidRequestException:
			return oauth(e.Error_, string(e.Reason), e.Error_description)
		case *types.InvalidRequestRegionException:
			return append(oauth(e.Error_, "", e.Error_description), present(Member{"endpoint", deref(e.Endpoint)}, Member{"region", deref(e.Region)})...)
		case *types.InvalidScopeException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.SlowDownException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.UnauthorizedClientException:
			return oauth(e.Error_, "", e.Error_description)
		case *types.UnsupportedGrantTypeException:
			return oauth(e.Error_, "", e.Error_description)
		}
	}
	return nil
}

// oauth are the members of the OIDC service's answers (RFC 6749 §5.2), in the model's order.
func oauth(code *string, reason string, description *string) []Member {
	return present(Member{"error", deref(code)}, Member{"reason", reason}, Member{"error_description", deref(description)})
}

// present leaves out members that the answer lacks.
func present(all ...Member) []Member {
	return slices.DeleteFunc(all, func(m Member) bool { return m.Value == "" })
}
