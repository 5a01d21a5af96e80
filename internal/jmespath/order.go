package jmespath

import "slices"

func sort(args []any) (any, error) {
	list := slices.Clone(args[0].([]any))
	slices.SortStableFunc(list, compare)
	return list, nil
}

// extreme finds the first of the largest (sign 1) or smallest (-1); null in an empty array.
func extreme(sign int) func([]any) (any, error) {
	return func(args []any) (any, error) {
		list := args[0].([]any)
		return at(list, furthest(list, sign)), nil
	}
}

func mapOver(args []any) (any, error) {
	return answers(args[0].(reference), args[1].([]any))
}

func answers(ask reference, list []any) ([]any, error) {
	results := make([]any, len(list))
	for i, item := range list {
		var err error
		if results[i], err = ask(item); err != nil {
			return nil, err
		}
	}
	return results, nil
}

func sortBy(args []any) (any, error) {
	list := args[0].([]any)
	found, err := sortKeys(args[1].(reference), list)
	if err != nil {
		return nil, err
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(found[i], found[j]) })
	sorted := make([]any, len(list))
	for i, from := range order {
		sorted[i] = list[from]
	}
	return sorted, nil
}

func extremeBy(sign int) func([]any) (any, error) {
	return func(args []any) (any, error) {
		list := args[0].([]any)
		found, err := sortKeys(args[1].(reference), list)
		if err != nil {
			return nil, err
		}
		return at(list, furthest(found, sign)), nil
	}
}

// sortKeys asks every item for what it is compared by: numbers only, or strings only.
func sortKeys(ask reference, list []any) ([]any, error) {
	found, err := answers(ask, list)
	if err != nil {
		return nil, err
	}
	if !allOf(found, kindNumber) && !allOf(found, kindString) {
		return nil, &EvalError{Reason: "the expression must give numbers only, or strings only"}
	}
	return found, nil
}

// furthest is the place of the first of the largest or smallest; -1 where there is none.
func furthest(list []any, sign int) int {
	best := -1
	for i := range list {
		if best < 0 || sign*compare(list[i], list[best]) > 0 {
			best = i
		}
	}
	return best
}

func at(list []any, i int) any {
	if i < 0 {
		return nil
	}
	return list[i]
}
