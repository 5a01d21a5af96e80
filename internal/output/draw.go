package output

import "strings"

// draw writes the box. Where it would be wider than the terminal, every section
// with headers and a single row is turned on its side.
func (t *table) draw(s Settings) string {
	limit := s.Width
	if limit == 0 {
		limit = 80
	}
	width := t.width()
	if width > limit {
		for _, section := range t.sections {
			section.turn()
		}
		width = t.width()
	}
	d := drawing{color: s.Color}
	d.write(strings.Repeat("-", width) + "\n")
	for _, section := range t.sections {
		d.section(section, width-2*section.depth)
	}
	return d.String()
}

// drawing collects what is drawn.
type drawing struct {
	strings.Builder
	color bool
}

const (
	reset     = "\x1b[0m"
	blueText  = "\x1b[1m\x1b[34m"
	dimYellow = "\x1b[2m\x1b[33m"
)

// write ends every piece with a reset if there are colours: the AWS CLI's
// library for them does so after whatever is written.
func (d *drawing) write(s string) {
	d.WriteString(s)
	if d.color {
		d.WriteString(reset)
	}
}

func (d *drawing) colored(color, s string) string {
	if !d.color {
		return s
	}
	return color + s + reset
}

// line writes a line between the edges of the boxes that it lies in.
func (d *drawing) line(depth int, s string) {
	edges := strings.Repeat(d.colored(dimYellow, "|"), depth)
	d.write(edges)
	d.write(s)
	d.write(edges)
	d.write("\n")
}

func (d *drawing) section(s *section, width int) {
	if s.title != "" {
		d.line(s.depth, centred("|", s.title, width))
		if len(s.headers) == 0 && len(s.rows) == 0 {
			d.line(s.depth, "+"+strings.Repeat("-", max(width-2, 0))+"+")
		}
	}
	widths := s.widths()
	if len(widths) == 0 {
		return
	}
	widths = fitted(widths, width)
	rule := ruled(widths)
	if len(s.headers) > 0 {
		d.line(s.depth, rule)
		d.line(s.depth, row(s.headers, widths, centred))
	}
	d.line(s.depth, rule)
	for _, cells := range s.rows {
		d.line(s.depth, row(cells, widths, d.leftAligned))
	}
	d.line(s.depth, rule)
}

// ruled is a line like +-----+---+; only the first column has an edge of its own.
func ruled(widths []int) string {
	var b strings.Builder
	for i, w := range widths {
		if i == 0 {
			b.WriteByte('+')
			w--
		}
		b.WriteString(strings.Repeat("-", max(w-1, 0)) + "+")
	}
	return b.String()
}

func row(cells []string, widths []int, aligned func(edge, text string, width int) string) string {
	var b strings.Builder
	for i, cell := range cells {
		edge := ""
		if i == 0 {
			edge = "|"
		}
		b.WriteString(aligned(edge, cell, widths[i]))
	}
	return b.String()
}

// centred sets text between the left edge and a right one, width columns in all.
func centred(edge, text string, width int) string {
	n := columns(text)
	before := width/2 - n/2 - 1
	after := width - 1 - len(edge) - before - n
	return edge + blanks(before) + text + blanks(after) + "|"
}

// leftAligned does without the two blanks before the text where they have no room.
func (d *drawing) leftAligned(edge, text string, width int) string {
	n := columns(text)
	before := 2
	if width < n+before+len(edge)+1 {
		before = 0
	}
	after := width - len(edge) - before - n - 1
	return edge + blanks(before) + d.colored(blueText, text) + blanks(after) + "|"
}
