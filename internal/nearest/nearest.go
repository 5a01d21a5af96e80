// Package nearest finds what somebody meant who mistyped a name.
package nearest

import (
	"cmp"
	"slices"
)

// Name returns the known name that most resembles name, "" if none is closer than
// a third of its length in single-character edits.
func Name(name string, known []string) string {
	if near := Names(name, known); len(near) > 0 {
		return near[0]
	}
	return ""
}

// Names returns up to three such names, the nearest one first.
func Names(name string, known []string) (names []string) {
	type near struct {
		name string
		d    int
	}
	var found []near
	for _, k := range known {
		if d := editDistance([]rune(name), []rune(k)); d < len([]rune(name))/3+1 {
			found = append(found, near{k, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.d, b.d) })
	for _, f := range found[:min(len(found), 3)] {
		names = append(names, f.name)
	}
	return names
}

// editDistance is Levenshtein's, where two neighbours that changed places are one edit, too.
func editDistance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		before, last, row = last, row, before
		row[0] = i + 1
		for j, rb := range b {
			replaced := last[j]
			if ra != rb {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && ra == b[j-1] && a[i-1] == rb {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
