package seal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/seal"
)

func box(t *testing.T, secret, use string) *seal.Box {
	t.Helper()
	b, err := seal.New([]byte(secret), use)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSealedValuesComeBack(t *testing.T) {
	value := map[string]string{"name": "a quite readable name"}
	sealed, err := box(t, "s", "use").Seal(value)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := box(t, "s", "use").Open(sealed, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(value, got); diff != "" {
		t.Error(diff)
	}
	again, err := box(t, "s", "use").Seal(value)
	if err != nil || again == sealed {
		t.Errorf("the same string twice (%v)", err)
	}
}

func TestForeignStrings(t *testing.T) {
	sealed, err := box(t, "s", "use").Seal("x")
	if err != nil {
		t.Fatal(err)
	}
	flipped := "A" + sealed[1:]
	if flipped == sealed {
		flipped = "B" + sealed[1:]
	}
	for name, c := range map[string]struct{ secret, use, sealed string }{
		"another secret": {"t", "use", sealed},
		"another use":    {"s", "other", sealed},
		"changed":        {"s", "use", flipped},
		"cut":            {"s", "use", sealed[:len(sealed)-4]},
		"longer":         {"s", "use", sealed + "AAAA"},
		"empty":          {"s", "use", ""},
		"not base64":     {"s", "use", "!" + strings.Repeat("x", 60)},
	} {
		var v string
		if err := box(t, c.secret, c.use).Open(c.sealed, &v); !errors.Is(err, seal.ErrForeign) || v != "" {
			t.Errorf("%s: got %q, %v", name, v, err)
		}
	}
	var number int
	if err := box(t, "s", "use").Open(sealed, &number); !errors.Is(err, seal.ErrForeign) {
		t.Errorf("a value of another kind: %v", err)
	}
}
