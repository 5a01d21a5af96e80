package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"
	"time"

	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// How much is remembered, and for how long: no longer than role credentials last.
const (
	maxRecords   = 500
	maxRecordAge = 12 * time.Hour
)

// Records are what is remembered of credentials, a file for each access key id, under its
// hash. A file that cannot be used counts as absent, and is replaced.
type Records struct {
	Dir  string    // ~/.aws/fob/caller
	Disk disk.Disk // nil: the machine's
	Now  func() time.Time
}

// Record is what is known of the credentials of one access key.
type Record struct {
	Caller Caller // as STS said; the zero value where it was not asked
	SignIn string // the sign-in that bought them, "" where nobody noted it
}

// Hash is what stands in a file for a secret, or for what leads to one.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (r Records) files() cachefile.Folder {
	return cachefile.Folder{Dir: r.Dir, Disk: r.Disk, Warn: func(error) {}} // there is no secret in them
}

func recordFile(hash string) string { return hash[:32] + ".json" }

// Get answers what is known of an access key, the zero value if nothing is.
func (r Records) Get(accessKeyID string) Record {
	hash := Hash(accessKeyID)
	o, err := r.files().Read(recordFile(hash))
	if err != nil {
		return Record{}
	}
	return r.decode(o, hash)
}

// RecordsView is Records that are looked at: nothing is waited for, and nothing changed. It may
// be used by many goroutines.
type RecordsView struct {
	records Records
	files   *cachefile.View
}

// View looks at the records.
func (r Records) View() RecordsView { return RecordsView{r, r.files().View()} }

// Get is Records.Get.
func (v RecordsView) Get(accessKeyID string) Record {
	hash := Hash(accessKeyID)
	o, _, err := v.files.Read(recordFile(hash))
	if err != nil {
		return Record{}
	}
	return v.records.decode(o, hash)
}

// decode is what the file of a key with a hash says, the zero value if it does not count.
func (r Records) decode(o orderedjson.Object, hash string) Record {
	noted, err := cachefile.ParseTime(o.String("notedAt"))
	if age := r.Now().Sub(noted); err != nil || o.String("accessKeyIdHash") != hash || age.Abs() > maxRecordAge {
		return Record{}
	}
	record := Record{SignIn: o.String("signIn")}
	if arn := o.String("arn"); arn != "" {
		if record.Caller, err = ParseCaller(arn); err != nil {
			return Record{}
		}
	}
	return record
}

// Put remembers what is known of an access key. What is too old, or too much, goes. Where
// nothing can be written, STS has to be asked again, and that is all.
func (r Records) Put(accessKeyID string, record Record) {
	hash := Hash(accessKeyID)
	o := orderedjson.Object{
		{Name: "accessKeyIdHash", Value: hash},
		{Name: "notedAt", Value: cachefile.FormatTime(r.Now())},
	}
	if record.Caller.ARN != "" {
		o = append(o, orderedjson.Member{Name: "arn", Value: record.Caller.ARN})
	}
	if record.SignIn != "" {
		o = append(o, orderedjson.Member{Name: "signIn", Value: record.SignIn})
	}
	r.sweep()
	_ = r.files().Write(recordFile(hash), o)
}

// Clear forgets all of them.
func (r Records) Clear() error {
	names, err := r.files().Names()
	for _, name := range names {
		err = errors.Join(err, r.files().Remove(name))
	}
	return err
}

// sweep removes the files that are too old, and the oldest of those that are too many.
// What cannot be removed stays.
func (r Records) sweep() {
	names, _ := r.files().Names()
	var files []fs.FileInfo
	for _, name := range names {
		info, err := disk.Or(r.Disk).Stat(r.files().Path(name))
		switch {
		case err != nil:
		case time.Since(info.ModTime()) > maxRecordAge:
			_ = r.files().Remove(name)
		default:
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range files[:max(len(files)-maxRecords+1, 0)] {
		_ = r.files().Remove(info.Name())
	}
}
