//go:build !unix

package awsconfig_test

import "errors"

func runUnixChild([]string) error { return errors.New("no such child here") }
