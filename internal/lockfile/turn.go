package lockfile

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/disk"
)

// How long a process waits for another that does the same work.
const (
	maxWait   = time.Minute      // for one that is alive
	maxSilent = 30 * time.Second // for one that gives no sign of life, as when it is suspended
	beat      = 5 * time.Second  // how often whoever has a turn gives one
)

// Turns let processes that would do the same work at the same moment do it one after the
// other, or not at all: who had to wait looks whether it is still to be done. They are
// ordered by locks in the folder Dir. Beside a lock that is held lies a note of what for,
// with the same name and .json for .lock, whose time of change is the last sign of life.
type Turns struct {
	Dir  string
	Disk disk.Disk // nil: the machine's
}

// Work is what a turn is taken for.
type Work struct {
	Doing string    `json:"doing"` // in a word, for those who wait
	Until time.Time `json:"until"` // when it is over at the latest, where that is more than a minute
	PID   int       `json:"pid"`   // Take fills it in
}

// BusyError means that another process kept its turn for longer than anybody waits.
type BusyError struct {
	Work   Work // the zero value where it is not known
	Silent bool // it gave no sign of life for half a minute
}

func (e *BusyError) Error() string {
	who := "another process"
	if e.Work.PID != 0 {
		who = fmt.Sprintf("process %d", e.Work.PID)
	}
	if e.Silent {
		return who + " is at the same work and has given no sign of life for 30 s"
	}
	return who + " has been at the same work for too long"
}

// Take waits for the turn called name, and answers what ends it. While somebody else has
// it, waiting is told once what for; nil tells nobody. It waits until ctx ends, for a
// minute, or for as long as that work may take; the turn of a process that has died is
// over at once. An error is a *BusyError or an *Error.
func (t Turns) Take(ctx context.Context, name string, work Work, waiting func(Work)) (end func(), err error) {
	path := Path(t.Dir, name)
	lock, err := open(t.Disk, path)
	if err != nil {
		return nil, err
	}
	watch := watch{disk: disk.Or(t.Disk), note: note(path), began: time.Now(), changed: time.Now(), tell: waiting}
	for {
		mine, err := lock.try()
		switch {
		case err != nil:
			err = &Error{path, err}
		case mine:
			stop := lock.announce(note(path), work)
			return func() { stop(); lock.close() }, nil
		default:
			err = watch.look()
		}
		if err == nil {
			err = watch.pause(ctx, path)
		}
		if err != nil {
			lock.close()
			return nil, err
		}
	}
}

// Held answers what the turn called name is taken for at the moment.
func (t Turns) Held(name string) (Work, bool) {
	path := Path(t.Dir, name)
	if _, err := disk.Or(t.Disk).Stat(path); err != nil {
		return Work{}, false
	}
	lock, err := open(t.Disk, path)
	if err != nil {
		return Work{}, false
	}
	defer lock.close()
	if mine, err := lock.try(); mine || err != nil {
		return Work{}, false
	}
	work, err := readNote(disk.Or(t.Disk), note(path))
	return work, err == nil
}

func note(lock string) string { return strings.TrimSuffix(lock, filepath.Ext(lock)) + ".json" }

// pause waits before the next try: who waits for a call is quick to go on, who waits for a
// person need not be.
func (w *watch) pause(ctx context.Context, path string) error {
	delay := retryDelay
	if time.Since(w.began) > time.Second {
		delay = 10 * retryDelay
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return &Error{path, ctx.Err()}
	case <-timer.C:
		return nil
	}
}

// announce writes a note and gives signs of life until stop is called. A note that cannot
// be written changes nothing for whoever has the turn.
func (l *lock) announce(note string, work Work) (stop func()) {
	work.PID = os.Getpid()
	text, _ := json.Marshal(work) // of strings, numbers and times
	if atomicfile.Write(l.disk, note, text) != nil {
		return func() {}
	}
	end := l.live(note)
	return func() { end(); _ = l.disk.Remove(note) }
}

// watch is what one who waits has seen of the one who has the turn.
type watch struct {
	disk    disk.Disk
	note    string
	began   time.Time
	changed time.Time // when there was a sign of life
	last    time.Time // the time of change of the note then
	work    Work
	tell    func(Work)
}

// look returns a *BusyError if it is no use to wait any more.
func (w *watch) look() error {
	now := time.Now()
	if info, err := w.disk.Stat(w.note); err == nil && !info.ModTime().Equal(w.last) {
		w.last, w.changed = info.ModTime(), now
		if work, err := readNote(w.disk, w.note); err == nil {
			w.work = work
			if w.tell != nil {
				w.tell(work)
				w.tell = nil
			}
		}
	}
	limit := w.began.Add(maxWait)
	if w.work.Until.After(limit) {
		limit = w.work.Until
	}
	switch {
	case now.Sub(w.changed) >= maxSilent:
		return &BusyError{w.work, true}
	case !now.Before(limit):
		return &BusyError{w.work, false}
	}
	return nil
}

func readNote(d disk.Disk, path string) (work Work, err error) {
	file, err := d.OpenFile(path, os.O_RDONLY|disk.NonBlock, 0)
	if err != nil {
		return Work{}, err
	}
	defer file.Close()
	return work, json.NewDecoder(io.LimitReader(file, maxNote)).Decode(&work)
}

// maxNote bounds what is read of a note.
const maxNote = 4 << 10
