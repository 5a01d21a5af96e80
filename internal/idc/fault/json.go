package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// MarshalJSON writes a rule as a directory file has it; durations are texts such as "2s".
func (r Rule) MarshalJSON() ([]byte, error) {
	members := map[string]any{"return": r.Return}
	if r.Return == "" {
		members["return"] = Latency
	}
	for _, s := range r.settings() {
		members[s.key] = s.value
		if isNumber(s.key) {
			members[s.key] = json.Number(s.value)
		}
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads what a directory file may have. A key that no rule has is an error.
func (r *Rule) UnmarshalJSON(data []byte) error {
	var members map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&members); err != nil {
		return fmt.Errorf("a fault is an object: %w", err)
	}
	*r = Rule{}
	for key, value := range members {
		var text string
		switch v := value.(type) {
		case string:
			text = v
		case json.Number:
			text = v.String()
		}
		if _, number := value.(json.Number); text == "" || number != isNumber(key) {
			return fmt.Errorf("%s: want a text, or a number where it counts", key)
		}
		if err := r.set(key, text); err != nil {
			return err
		}
	}
	return nil
}

// isNumber reports whether a key's value is a number in JSON.
func isNumber(key string) bool {
	switch key {
	case "status", "skip", "perSecond", "everyNth", "every", "probability", "count":
		return true
	}
	return false
}
