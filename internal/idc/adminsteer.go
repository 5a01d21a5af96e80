package idc

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"fob.example/fob/internal/idc/fault"
)

func (s *Server) apiClock(*http.Request) (object, error) {
	c := s.Clock()
	now, machine := c.Now(), c.Machine()
	return object{
		"now": now.UTC(), "machine": machine.UTC(), "frozen": c.Frozen(), "ahead": now.Sub(machine).Round(time.Millisecond).String(),
	}, nil
}

// clockMove is what may be asked of the clock, done in this order.
type clockMove struct {
	Reset   bool       `json:"reset"`
	Now     *time.Time `json:"now"`
	Advance string     `json:"advance"`
	Frozen  *bool      `json:"frozen"`
}

func (s *Server) apiMoveClock(r *http.Request) (object, error) {
	var move clockMove
	if err := readJSON(r, &move); err != nil {
		return nil, err
	}
	if err := s.moveClock(move); err != nil {
		return nil, err
	}
	return s.apiClock(r)
}

// farthestMove keeps times within what can be written (RFC 3339 §5.6 ends at the year
// 9999) and what a time.Duration can hold.
const farthestMove = 100 * 365 * 24 * time.Hour

func (s *Server) moveClock(move clockMove) error {
	var by time.Duration
	if move.Advance != "" {
		var err error
		if by, err = time.ParseDuration(move.Advance); err != nil {
			return errors.New("advance: want a time such as 90m or 8h")
		}
	}
	c := s.Clock()
	to := c.Now()
	if move.Reset {
		to = c.Machine()
	}
	if move.Now != nil {
		to = *move.Now
	}
	if to.Add(by).Sub(c.Machine()).Abs() > farthestMove {
		return errors.New("the clock goes a hundred years ahead or back, and no further")
	}
	if move.Reset {
		c.Reset()
	}
	if move.Now != nil {
		c.Set(*move.Now)
	}
	c.Advance(by)
	switch {
	case move.Frozen == nil:
	case *move.Frozen:
		c.Freeze()
	default:
		c.Run()
	}
	return nil
}

func (s *Server) apiFaults(*http.Request) (object, error) {
	return object{"faults": s.Faults()}, nil
}

// apiAddFaults takes a rule as a directory file has it, or {"preset": NAME}.
func (s *Server) apiAddFaults(r *http.Request) (object, error) {
	var raw json.RawMessage
	if err := readJSON(r, &raw); err != nil {
		return nil, err
	}
	rules, err := readFaults(raw)
	if err != nil {
		return nil, err
	}
	added, err := s.AddFaults(rules...)
	return object{"faults": added}, err
}

func readFaults(raw json.RawMessage) ([]fault.Rule, error) {
	var members map[string]any
	if json.Unmarshal(raw, &members) == nil && members["preset"] != nil {
		name, ok := members["preset"].(string)
		if !ok || len(members) > 1 {
			return nil, errors.New("preset is a name and comes alone")
		}
		return fault.FindPreset(name)
	}
	rules := make([]fault.Rule, 1)
	return rules, json.Unmarshal(raw, &rules[0])
}

func (s *Server) apiClearFaults(*http.Request) (object, error) {
	s.SetFaults(nil)
	return nil, nil
}

func (s *Server) apiSwitchFault(r *http.Request) (object, error) {
	var to struct {
		Off *bool `json:"off"`
	}
	if err := readJSON(r, &to); err != nil {
		return nil, err
	}
	if to.Off == nil {
		return nil, errors.New("want off: true or false")
	}
	id, err := faultID(r)
	if err != nil {
		return nil, err
	}
	active, err := s.SwitchFault(id, !*to.Off)
	return object{"faults": []fault.Active{active}}, err
}

func (s *Server) apiRemoveFault(r *http.Request) (object, error) {
	id, err := faultID(r)
	if err != nil {
		return nil, err
	}
	return nil, s.RemoveFault(id)
}

func faultID(r *http.Request) (int, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return 0, fault.ErrUnknown
	}
	return id, nil
}

func (s *Server) apiPresets(*http.Request) (object, error) {
	return object{"presets": fault.Presets()}, nil
}
