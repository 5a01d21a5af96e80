package awsconfig

import "fob.example/fob/internal/awsconfig/ini"

// PlainSection answers a section by its whole header.
func (c *Config) PlainSection(header string) *ini.Section { return c.config.Section(header) }
