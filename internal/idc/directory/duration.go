package directory

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

var errDuration = errors.New(`want a duration as in "90m", "8h", "PT1H" or "P90D"`)

// parseDuration reads a duration as Go writes it ("8h30m") or as AWS does, in
// ISO 8601 ("PT8H30M", "P90D"; a day is 24 hours; no years, months or weeks).
func parseDuration(s string) (time.Duration, error) {
	if !strings.HasPrefix(s, "P") {
		d, err := time.ParseDuration(s)
		if err != nil {
			return 0, errDuration
		}
		return d, nil
	}
	days, clock, timed := strings.Cut(s[1:], "T")
	if days == "" && clock == "" || timed && clock == "" {
		return 0, errDuration
	}
	total, err := parseFields(days, []field{{'D', 24 * time.Hour}})
	if err != nil {
		return 0, err
	}
	rest, err := parseFields(clock, []field{{'H', time.Hour}, {'M', time.Minute}, {'S', time.Second}})
	return total + rest, err
}

type field struct {
	unit byte
	size time.Duration
}

// parseFields adds up numbers with their units, which come at most once and in
// the order given.
func parseFields(s string, fields []field) (time.Duration, error) {
	var total time.Duration
	for _, f := range fields {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if digits == len(s) || s[digits] != f.unit {
			continue
		}
		n, err := strconv.ParseUint(s[:digits], 10, 20)
		if err != nil {
			return 0, errDuration
		}
		total += time.Duration(n) * f.size
		s = s[digits+1:]
	}
	if s != "" {
		return 0, errDuration
	}
	return total, nil
}
