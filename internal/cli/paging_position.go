package cli

import (
	"encoding/base64"
	"encoding/json"

	"fob.example/fob/internal/orderedjson"
)

// position is where a shortened list goes on: a page, and how many of its items were
// shown. The AWS CLI's --starting-token is its JSON in base64.
type position struct {
	NextToken string
	Truncate  int
}

func (p position) encode() string {
	o := orderedjson.Object{{Name: "nextToken", Value: nil}}
	if p.NextToken != "" {
		o[0].Value = p.NextToken
	}
	if p.Truncate > 0 {
		o = append(o, orderedjson.Member{Name: "boto_truncate_amount", Value: p.Truncate})
	}
	return base64.StdEncoding.EncodeToString(orderedjson.Marshal(o, orderedjson.Python()))
}

func decodePosition(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	var p struct {
		NextToken *string `json:"nextToken"`
		Truncate  int     `json:"boto_truncate_amount"`
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &p) != nil {
		return position{NextToken: text}, nil // the service's own, which the AWS CLI takes as well
	}
	if p.Truncate < 0 {
		return position{}, &usageError{"--starting-token is not a token that a shortened list ended with"}
	}
	at := position{Truncate: p.Truncate}
	if p.NextToken != nil {
		at.NextToken = *p.NextToken
	}
	return at, nil
}
