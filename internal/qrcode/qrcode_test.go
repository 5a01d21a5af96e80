package qrcode

import (
	"strings"
	"testing"

	"rsc.io/qr"
)

// A drawing holds the modules of the code, and a light margin around them.
func TestDraw(t *testing.T) {
	for _, text := range []string{
		"https://example.com/device?user_code=ABCD-EFGH",
		"https://oidc.us-east-1.amazonaws.com/authorize?" + strings.Repeat("x", 500),
	} {
		code, err := qr.Encode(text, qr.L)
		if err != nil {
			t.Fatal(err)
		}
		drawing, err := Draw(text)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(drawing, "\n"), "\n")
		if want := (code.Size + 2*4 + 1) / 2; len(lines) != want {
			t.Fatalf("%d lines, want %d", len(lines), want)
		}
		for i, line := range lines {
			modules := []rune(line)
			if len(modules) != code.Size+2*4 {
				t.Fatalf("line %d has %d characters", i, len(modules))
			}
			for j, r := range modules {
				upper, lower := r == '█' || r == '▀', r == '█' || r == '▄'
				x, y := j-4, 2*i-4
				if upper == code.Black(x, y) || lower == code.Black(x, y+1) {
					t.Fatalf("the modules at %d, %d are drawn as %q", x, y, r)
				}
			}
		}
	}
}

func TestDrawTooMuch(t *testing.T) {
	if drawing, err := Draw(strings.Repeat("x", 5000)); err == nil || drawing != "" {
		t.Errorf("%v", err)
	}
}
