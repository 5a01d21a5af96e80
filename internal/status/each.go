package status

import (
	"runtime"
	"sync"
)

// each calls do with every index below n, on all processors.
func each(n int, do func(i int)) {
	var all sync.WaitGroup
	for share := range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := share; i < n; i += runtime.GOMAXPROCS(0) {
				do(i)
			}
		})
	}
	all.Wait()
}
