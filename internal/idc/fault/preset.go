package fault

import (
	"fmt"
	"strings"
)

// Preset is rules that belong together.
type Preset struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Rules   []Rule `json:"rules"`
}

// Presets lists them all.
func Presets() []Preset {
	return []Preset{
		{"aws-quota", "20 requests a second to each of the portal's calls; what is more is throttled", []Rule{
			{On: "ListAccounts", Return: Throttle, PerSecond: 20},
			{On: "ListAccountRoles", Return: Throttle, PerSecond: 20},
			{On: "GetRoleCredentials", Return: Throttle, PerSecond: 20},
		}},
		{"outage", "every call is answered with 503, or not at all", []Rule{
			{On: AnyOperation, Return: Drop, EveryNth: 4},
			{On: AnyOperation, Return: Error, Status: 503},
		}},
	}
}

// FindPreset returns the rules of a preset.
func FindPreset(name string) ([]Rule, error) {
	var names []string
	for _, p := range Presets() {
		if p.Name == name {
			return p.Rules, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("there is no preset %q: want %s", name, strings.Join(names, " or "))
}
