// Package nearest finds what somebody meant who mistyped a name.
package nearest

// Name returns the known name that most resembles name, "" if none is closer than
// a third of its length in single-character edits.
func Name(name string, known []string) string {
	best, bound := "", len([]rune(name))/3+1
	for _, k := range known {
		if d := editDistance([]rune(name), []rune(k)); d < bound {
			best, bound = k, d
		}
	}
	return best
}

// editDistance is Levenshtein's.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			cost := diagonal
			if ra != rb {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
