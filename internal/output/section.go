package output

import "math"

// section is a title over rows of cells, inside of as many boxes as its depth says.
type section struct {
	title   string
	depth   int
	headers []string
	rows    [][]string
}

// padding is what a column has beside its text: two blanks on either side.
const padding = 4

func (t *table) width() int {
	widest := 0
	for _, s := range t.sections {
		total := 2
		for _, w := range s.widths() {
			total += w
		}
		widest = max(widest, 2*s.depth+max(total, 2+columns(s.title)))
	}
	return widest
}

func (s *section) turn() {
	if len(s.rows) != 1 || len(s.headers) == 0 {
		return
	}
	var rows [][]string
	for i, header := range s.headers {
		rows = append(rows, []string{header, s.rows[0][i]})
	}
	s.headers, s.rows = nil, rows
}

// widths are those of the columns, padding included.
func (s *section) widths() []int {
	var widths []int
	for _, row := range append(s.rows[:len(s.rows):len(s.rows)], s.headers) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell)+padding)
		}
	}
	return widths
}

// fitted stretches widths until they add up to total. What rounding leaves over
// is taken from the first columns, or given to the last.
func fitted(widths []int, total int) []int {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	scale := float64(total) / float64(sum)
	fit := make([]int, len(widths))
	rest := total
	for i, w := range widths {
		fit[i] = int(math.RoundToEven(scale * float64(w)))
		rest -= fit[i]
	}
	for i := 0; rest < 0; i = (i + 1) % len(fit) {
		fit[i]--
		rest++
	}
	for i := len(fit) - 1; rest > 0; i = (i + len(fit) - 1) % len(fit) {
		fit[i]++
		rest--
	}
	return fit
}
