package awsapi

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
	"time"

	"fob.example/fob/internal/orderedjson"
)

const maxBody = 1 << 20

// checkedBody reads resp's body. A failure to read is a connection's failure; an
// *AnswerError says that the answer arrived and is not AWS's.
func checkedBody(resp *http.Response) ([]byte, error) {
	host := resp.Request.URL.Host
	if resp.StatusCode < 200 { // 101: its body would be the connection, which no time-out ends any more
		return nil, &AnswerError{host, fmt.Sprintf("HTTP %d, another protocol than was asked for", resp.StatusCode)}
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return nil, &AnswerError{host, fmt.Sprintf("HTTP %d, a redirect, which is not followed", resp.StatusCode)}
	}
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &AnswerError{host, "a compressed body that was not asked for"}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxBody {
		return nil, &AnswerError{host, fmt.Sprintf("a body of more than %d bytes", maxBody)}
	}
	if resp.StatusCode < 300 {
		return body, checkSuccess(host, resp.Header.Get("Content-Type"), body)
	}
	return body, nil
}

// checkSuccess holds an answer of success to the form of the services in use: STS
// answers in XML, which the SDK parses strictly; everything else is one JSON
// object, or nothing at all.
func checkSuccess(host, contentType string, body []byte) error {
	media, _, _ := mime.ParseMediaType(contentType)
	if len(body) == 0 || strings.HasSuffix(media, "/xml") {
		return nil
	}
	if media == "text/html" {
		return &AnswerError{host, webPage}
	}
	answer, err := orderedjson.ParseObject(body)
	if err == nil {
		err = checkMembers(answer)
	}
	if err != nil {
		return &AnswerError{host, "a body that cannot be used: " + err.Error()}
	}
	return nil
}

// checkMembers refuses what the SDK would bend without a word: a number too large for its
// type, of which it takes the low bits, and a list that is null, which it takes for none.
func checkMembers(answer orderedjson.Object) error {
	for _, name := range []string{"expiresIn", "interval"} {
		value, _ := answer.Get(name)
		number, ok := value.(json.Number)
		if !ok {
			continue // absent, or of a type that the SDK refuses
		}
		if n, err := number.Int64(); err != nil || n > math.MaxInt32 || n < math.MinInt32 {
			return fmt.Errorf("%s is out of range", name)
		}
	}
	for _, name := range []string{"accountList", "roleList"} {
		if list, ok := answer.Get(name); ok && list == nil {
			return fmt.Errorf("%s is null", name)
		}
	}
	return nil
}

// plausible reports whether a time of an answer is one at all: seconds that were taken
// for milliseconds, or the other way round, end outside of these years.
func plausible(t time.Time) bool { return t.Year() >= 2000 && t.Year() <= 9999 }

// hasControls reports whether one of the texts holds a control character. As a header or
// in a shell it would end the line.
func hasControls(texts ...string) bool {
	for _, text := range texts {
		if strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }) {
			return true
		}
	}
	return false
}

// incomplete is an answer of success that lacks some of the members.
func incomplete(operation, members string) error {
	return fmt.Errorf("%s: %w", operation, &AnswerError{"the service", "something that lacks some of " + members})
}

// unusable is an answer of success with a member that cannot be used.
func unusable(operation, why string) error {
	return fmt.Errorf("%s: %w", operation, &AnswerError{"the service", why})
}
