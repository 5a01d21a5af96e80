package directory

import (
	"crypto/sha256"
	"math/rand/v2"
	"strings"
)

// maxGenerated is how many of a kind one entry may ask for; there are at most as many
// users in an identity store of AWS, and fewer of anything else.
const maxGenerated = 100_000

// alone reports an entry that is generated and has keys of its own.
func (c *checker) alone(where place, what string, hasKeys bool) {
	if hasKeys {
		c.errorf(where, "%s is either generated or has keys of its own", what)
	}
}

// count returns how many are to be generated, 0 for a number that cannot be.
func (c *checker) count(where place, v at[int], most int) int {
	if v.V < 1 || v.V > most {
		if v.given() {
			where = v.place
		}
		c.errorf(where, "generate: count %d: want 1 to %d", v.V, most)
		return 0
	}
	return v.V
}

// pattern checks a text in which one %d, such as %03d, stands for a number.
func (c *checker) pattern(key string, v at[string], absent string) string {
	if v.V == "" {
		return absent
	}
	_, after, found := strings.Cut(v.V, "%")
	rest := strings.TrimLeft(after, "0123456789")
	if !found || strings.Contains(after, "%") || !strings.HasPrefix(rest, "d") || len(after)-len(rest) > 2 {
		c.errorf(v.place, "generate: %s %q: want one %%d, as in \"team-%%03d\"", key, v.V)
		return absent
	}
	return v.V
}

// random returns a source of numbers that follow from the seed, where there is one, and
// from what they are for.
func (d *Directory) random(use string) *rand.Rand {
	if d.Seed == "" {
		return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return rand.New(rand.NewChaCha8(sha256.Sum256([]byte(use + "\x00" + d.Seed))))
}
