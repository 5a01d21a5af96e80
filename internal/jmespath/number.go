package jmespath

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Numbers are Python's, as the AWS CLI is: whole numbers of any size, and
// doubles. A json.Number here is always in Python's spelling: 12, 12.0, 1e+16.

func integer(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// whole returns n if it is a whole number by its spelling (12.0 is not).
func whole(n json.Number) (*big.Int, bool) { return new(big.Int).SetString(string(n), 10) }

func float(n json.Number) float64 {
	f, _ := strconv.ParseFloat(string(n), 64)
	return f
}

// canonical spells a number of JSON as Python does.
func canonical(n json.Number) json.Number {
	if i, ok := whole(n); ok {
		return json.Number(i.String())
	}
	if f := float(n); !math.IsInf(f, 0) {
		return spelt(f)
	}
	return n
}

// spelt is Python's repr of a double that is finite.
func spelt(f float64) json.Number {
	exponent := strconv.FormatFloat(f, 'e', -1, 64)
	_, e, _ := strings.Cut(exponent, "e")
	if power, _ := strconv.Atoi(e); f != 0 && (power < -4 || power >= 16) {
		return json.Number(exponent)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return json.Number(s)
}

// compareNumbers is negative, 0 or positive, as a is less than, equal to or more than b.
func compareNumbers(a, b json.Number) int {
	if i, ok := whole(a); ok {
		if j, ok := whole(b); ok {
			return i.Cmp(j)
		}
	}
	x, y := float(a), float(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// sumOf adds numbers, exactly if all of them are whole; exact is nil otherwise.
func sumOf(list []any) (exact *big.Int, approximate float64) {
	exact = new(big.Int)
	for _, v := range list {
		n := v.(json.Number)
		if i, ok := whole(n); !ok {
			exact = nil
		} else if exact != nil {
			exact.Add(exact, i)
		}
		approximate += float(n)
	}
	return exact, approximate
}

// rounded applies one of math's ways of rounding; the result is whole.
func rounded(n json.Number, way func(float64) float64) json.Number {
	if _, ok := whole(n); ok {
		return n
	}
	f := float(n)
	if math.IsInf(f, 0) {
		return n
	}
	i, _ := big.NewFloat(way(f)).Int(nil)
	return json.Number(i.String())
}
