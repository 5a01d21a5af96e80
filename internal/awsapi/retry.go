package awsapi

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// standard tries three times with full jitter, as the AWS CLI does, except that an
// answer which cannot be used is not asked for again.
func standard() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Retryables = append([]retry.IsErrorRetryable{notAfterAnAnswer{}}, o.Retryables...)
	})
}

func neverAgain() aws.Retryer { return aws.NopRetryer{} }

func onlyAfter5xx() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Retryables = []retry.IsErrorRetryable{retry.RetryableHTTPStatusCode{
			Codes: map[int]struct{}{500: {}, 502: {}, 503: {}, 504: {}},
		}}
	})
}

type notAfterAnAnswer struct{}

func (notAfterAnAnswer) IsErrorRetryable(err error) aws.Ternary {
	var answer *AnswerError
	if errors.As(err, &answer) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}
