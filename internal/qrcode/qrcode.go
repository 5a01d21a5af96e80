// Package qrcode draws a QR code in a terminal.
package qrcode

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is the light margin that a QR code needs, in modules (ISO/IEC 18004 §6.3.8).
const quiet = 4

// Draw draws text as a QR code for a phone to scan: two modules in a character, one above
// the other, each line with its end. The light ones are drawn, so that it looks as it
// should on a dark terminal; phones read it on a light one as well.
func Draw(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			upper, lower := !code.Black(x, y), !code.Black(x, y+1) // light beyond the edge
			switch {
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}
